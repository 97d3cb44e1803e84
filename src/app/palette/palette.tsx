import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useDeferredValue, useId, useMemo, useState, type KeyboardEvent } from 'react'
import { useNavigate } from 'react-router'

import { describeError } from '#src/api/describe-error.ts'
import { mirrorKey } from '#src/api/mirror-query.ts'
import type { MirrorList } from '#src/api/mirror.ts'
import { knownNames } from '#src/api/names.ts'
import { workflowKeys, type WorkflowList } from '#src/api/workflows.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { parseViews, systemViews } from '#src/features/workflows/menus/views.ts'
import { m } from '#src/messages/messages.js'
import { usePreference } from '#src/session/preferences.ts'
import { useSession } from '#src/session/session-context.ts'
import { useTheme } from '#src/session/theme.ts'
import { Button } from '#src/ui/button.tsx'
import { Modal, ModalFooter } from '#src/ui/modal.tsx'
import { Notice } from '#src/ui/notice.tsx'

import { PaletteList, paletteOptionId } from './palette-list.tsx'
import { answerPalette, COMMANDS, type Command, type PaletteItem } from './palette-items.ts'

type PaletteProps = {
  /** `null` = this page has nothing to refresh. */
  onRefresh: (() => void) | null
  onSheet: () => void
  onClose: () => void
  onReturnFocus: () => void
}

/** Goes to pages, views and workflows by a few keys, or by a link that is pasted. It never terminates anything. */
export function Palette({ onRefresh, onSheet, onClose, onReturnFocus }: PaletteProps) {
  const [text, setText] = useState('')
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const listId = useId()
  const navigate = useNavigate()
  const { session, console: about, signOut } = useSession()
  const [own] = usePreference('views', parseViews)
  const [, setTheme] = useTheme()
  const client = useQueryClient()
  // As the list was when the palette opened: nothing moves under the hand.
  const [known] = useState(() => ({ rows: readRows(client), names: knownNames(client) }))

  const asked = useDeferredValue(text)
  const isOAuth = about.mode === 'oauth'
  const canRefresh = onRefresh !== null
  const { portal } = session
  const facts = useMemo(
    () => ({
      portal,
      origin: window.location.origin,
      ...known,
      views: [...systemViews(), ...own],
      commands: COMMANDS.filter(
        (command) => (command !== 'refresh' || canRefresh) && (command !== 'sign_out' || isOAuth),
      ),
    }),
    [portal, known, own, canRefresh, isOAuth],
  )
  const { groups, refusal } = useMemo(() => answerPalette(asked, facts), [asked, facts])
  const items = groups.flatMap((group) => group.items)
  const active = items.find(({ id }) => id === chosenId) ?? items[0]

  const run = (command: Command) => {
    if (command === 'sign_out') {
      setFailure(null)
      signOut().catch((error: unknown) => setFailure(describeError(error).title))
      return
    }
    onClose()
    if (command === 'refresh') onRefresh?.()
    else if (command === 'sheet') onSheet()
    else setTheme(command === 'theme_light' ? 'light' : command === 'theme_dark' ? 'dark' : null)
  }
  const choose = ({ act }: PaletteItem) => {
    if (act.kind === 'command') return run(act.command)
    onClose()
    void navigate(act.to)
  }

  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined) {
      event.preventDefault()
      const index = active === undefined ? -1 : items.indexOf(active)
      setChosenId(items.at((index + by) % items.length)?.id ?? null)
    }
    if (event.key === 'Enter' && !event.repeat) {
      event.preventDefault()
      // What is shown may be for the text a moment ago: Enter means what is typed.
      const meant = asked === text ? active : answerPalette(text, facts).groups[0]?.items[0]
      if (meant !== undefined) choose(meant)
    }
  }

  return (
    <Modal title={m.palette()} isLocked={false} onClose={onClose} onReturnFocus={onReturnFocus}>
      <div className="flex min-h-0 flex-col gap-2 px-4 pt-3 md:px-6">
        <input
          data-first-focus
          role="combobox"
          aria-label={m.palette_field()}
          aria-expanded={items.length > 0}
          aria-controls={items.length > 0 ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={active && paletteOptionId(listId, active.id)}
          placeholder={m.palette_placeholder()}
          autoComplete="off"
          spellCheck={false}
          className="rounded-control border-field bg-surface h-10 w-full shrink-0 border px-3"
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            setChosenId(null)
          }}
          onKeyDown={handleKeyDown}
        />
        <p role="status" className="sr-only">
          {refusal ?? m.palette_found({ count: items.length })}
        </p>
        {failure !== null && <Notice tone="danger" title={failure} live="assertive" />}
        {/* As high as it is, whatever is found: nothing moves under the hand. */}
        <div className="flex h-[min(50vh,24rem)] min-h-0 flex-col">
          {refusal !== null && <Notice tone="warn" title={refusal} />}
          {items.length > 0 && (
            <PaletteList
              id={listId}
              groups={groups}
              activeId={active?.id ?? null}
              onPoint={({ id }) => setChosenId(id)}
              onChoose={choose}
            />
          )}
        </div>
      </div>
      <ModalFooter>
        <span className="text-meta text-muted hidden content-center md:mr-auto md:block">
          {m.palette_keys()}
        </span>
        <Button onClick={onClose}>{m.close()}</Button>
      </ModalFooter>
    </Modal>
  )
}

/** What the page has read of the list, the mirror's rows before the pages'. */
function readRows(client: QueryClient): readonly Workflow[] {
  const mirror = client.getQueryData<MirrorList>(mirrorKey)
  if (mirror !== undefined && mirror.workflows.length > 0) return mirror.workflows
  const rows = new Map<string, Workflow>()
  for (const [, list] of client.getQueriesData<WorkflowList>({ queryKey: workflowKeys.lists() }))
    for (const page of list?.pages ?? []) for (const row of page.workflows) rows.set(row.id, row)
  return [...rows.values()]
}
