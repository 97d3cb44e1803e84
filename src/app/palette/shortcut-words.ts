import { m } from '#src/messages/messages.js'
import type { ShortcutId } from '#src/terms/shortcuts.ts'

export const SHORTCUT_GROUPS = ['everywhere', 'rows', 'workflows', 'dialogs'] as const
export type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number]

export const GROUP_WORDS: Record<ShortcutGroup, () => string> = {
  everywhere: m.shortcuts_everywhere,
  rows: m.shortcuts_rows,
  workflows: m.shortcuts_workflows,
  dialogs: m.shortcuts_dialogs,
}

const LISTS = [m.workflows, m.batches, m.journal] as const
const LIST = [m.workflows] as const

type Words = {
  group: ShortcutGroup
  words: () => string
  /** The pages it works on; all of them when none is named. */
  on?: readonly (() => string)[]
}

/** What the sheet says of each shortcut. One without words does not build. */
export const SHORTCUT_WORDS: Record<ShortcutId, Words> = {
  palette: { group: 'everywhere', words: m.palette },
  sheet: { group: 'everywhere', words: m.shortcuts },
  goWorkflows: { group: 'everywhere', words: () => m.shortcut_go({ page: m.workflows() }) },
  goBatches: { group: 'everywhere', words: () => m.shortcut_go({ page: m.batches() }) },
  goJournal: { group: 'everywhere', words: () => m.shortcut_go({ page: m.journal() }) },
  goOverview: { group: 'everywhere', words: () => m.shortcut_go({ page: m.overview() }) },
  next: { group: 'rows', words: m.shortcut_next, on: LISTS },
  previous: { group: 'rows', words: m.shortcut_previous, on: LISTS },
  first: { group: 'rows', words: m.shortcut_first, on: LISTS },
  last: { group: 'rows', words: m.shortcut_last, on: LISTS },
  search: { group: 'rows', words: m.shortcut_search, on: [m.workflows, m.journal] },
  toRows: { group: 'rows', words: m.shortcut_to_rows, on: LIST },
  refresh: { group: 'rows', words: m.refresh, on: LISTS },
  open: { group: 'workflows', words: m.shortcut_open, on: LIST },
  select: { group: 'workflows', words: m.shortcut_select, on: LIST },
  selectNext: { group: 'workflows', words: m.shortcut_select_next, on: LIST },
  selectPrevious: { group: 'workflows', words: m.shortcut_select_previous, on: LIST },
  selectAll: { group: 'workflows', words: m.shortcut_select_all, on: LIST },
  terminate: { group: 'workflows', words: m.shortcut_terminate, on: LIST },
  submit: { group: 'dialogs', words: m.shortcut_submit },
  close: { group: 'dialogs', words: m.shortcut_close },
}
