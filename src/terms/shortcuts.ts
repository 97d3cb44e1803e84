import type { Run, Shortcut } from '#src/ui/shortcuts/registry.ts'
import { comboOf, type Combo } from '#src/ui/shortcuts/combos.ts'
import { useAriaKeys, useBoundKeys } from '#src/ui/shortcuts/shortcuts.tsx'

type Keys = Pick<Shortcut, 'isRepeating' | 'isForFields'> & { keys: readonly Combo[] }

/**
 * Every key that does something: nothing is bound that does not stand here, and the sheet of shortcuts is made of it.
 * None of them terminates anything by itself: `terminate` opens the dialog.
 */
export const SHORTCUTS = {
  palette: { keys: ['Mod+K'], isForFields: true },
  sheet: { keys: ['?'] },
  goWorkflows: { keys: ['g w'] },
  goBatches: { keys: ['g b'] },
  goJournal: { keys: ['g j'] },
  goOverview: { keys: ['g o'] },
  next: { keys: ['j', 'ArrowDown'], isRepeating: true },
  previous: { keys: ['k', 'ArrowUp'], isRepeating: true },
  first: { keys: ['Home'] },
  last: { keys: ['End'] },
  search: { keys: ['/'] },
  toRows: { keys: ['ArrowDown', 'Enter'], isForFields: true },
  refresh: { keys: ['r'] },
  open: { keys: ['o', 'Enter'] },
  select: { keys: ['x'] },
  selectNext: { keys: ['Shift+J', 'Shift+ArrowDown'], isRepeating: true },
  selectPrevious: { keys: ['Shift+K', 'Shift+ArrowUp'], isRepeating: true },
  selectAll: { keys: ['Mod+A'] },
  terminate: { keys: ['t'] },
  /** Heard by the dialogs themselves. */
  submit: { keys: ['Mod+Enter'] },
  close: { keys: ['Escape'] },
} as const satisfies Record<string, Keys>

export type ShortcutId = keyof typeof SHORTCUTS
export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as ShortcutId[]

const keysOf = (id: ShortcutId): Keys => SHORTCUTS[id]

/** Binds keys while the component is there: what each does, by its id. */
export function useShortcuts(runs: Partial<Record<ShortcutId, Run>>): void {
  useBoundKeys(
    SHORTCUT_IDS.flatMap((id) => {
      const run = runs[id]
      return run === undefined ? [] : [{ id, ...keysOf(id), run }]
    }),
  )
}

/** `aria-keyshortcuts` of what a shortcut does. */
export function useShortcutHint(id: ShortcutId): string | undefined {
  return useAriaKeys(keysOf(id).keys)
}

/** Whether this is the key, for those who hear their keys themselves. */
export function isShortcut(event: KeyboardEvent, id: ShortcutId): boolean {
  const combo = comboOf(event)
  return combo !== null && keysOf(id).keys.includes(combo)
}
