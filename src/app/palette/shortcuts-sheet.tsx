import { useState } from 'react'

import { m } from '#src/messages/messages.js'
import { SHORTCUT_IDS, SHORTCUTS, type ShortcutId } from '#src/terms/shortcuts.ts'
import { Button } from '#src/ui/button.tsx'
import { Modal, ModalBody, ModalFooter } from '#src/ui/modal.tsx'
import { keyNames, type Combo } from '#src/ui/shortcuts/combos.ts'
import { useBoundIds } from '#src/ui/shortcuts/shortcuts.tsx'

import { GROUP_WORDS, SHORTCUT_GROUPS, SHORTCUT_WORDS } from './shortcut-words.ts'

type ShortcutsSheetProps = {
  /** Whether characters alone are shortcuts. */
  isOn: boolean
  onSwitch: (isOn: boolean) => void
  onClose: () => void
  onReturnFocus: () => void
}

/** Every shortcut there is, those of other pages with where they work. */
export function ShortcutsSheet({ isOn, onSwitch, onClose, onReturnFocus }: ShortcutsSheetProps) {
  const readBound = useBoundIds()
  // Those of the page it was opened on.
  const [bound] = useState(readBound)
  return (
    <Modal title={m.shortcuts()} isLocked={false} isWide onClose={onClose} onReturnFocus={onReturnFocus}>
      <ModalBody>
        <div className="gap-x-8 md:columns-2">
          {SHORTCUT_GROUPS.map((group) => (
            <section key={group} aria-label={GROUP_WORDS[group]()} className="mb-4 break-inside-avoid">
              <h3 className="font-semibold">{GROUP_WORDS[group]()}</h3>
              <dl>
                {SHORTCUT_IDS.filter((id) => SHORTCUT_WORDS[id].group === group).map((id) => (
                  <Line key={id} id={id} isHere={bound.has(id) || group === 'dialogs'} />
                ))}
              </dl>
            </section>
          ))}
        </div>
        <label className="border-line flex min-h-6 items-start gap-2 border-t pt-3">
          <input
            type="checkbox"
            className="accent-accent mt-0.5 size-4 shrink-0"
            checked={isOn}
            onChange={({ target }) => onSwitch(target.checked)}
          />
          <span>
            {m.shortcuts_single()}
            <span className="text-muted text-meta block">{m.shortcuts_single_note()}</span>
          </span>
        </label>
      </ModalBody>
      <ModalFooter>
        <Button data-first-focus onClick={onClose}>
          {m.close()}
        </Button>
      </ModalFooter>
    </Modal>
  )
}

function Line({ id, isHere }: { id: ShortcutId; isHere: boolean }) {
  const { words, on = [] } = SHORTCUT_WORDS[id]
  return (
    <div
      data-shortcut={id}
      data-here={isHere}
      className={`border-line flex min-h-8 items-center justify-between gap-4 border-b py-1 ${isHere ? '' : 'text-muted'}`}
    >
      <dt className="min-w-0">
        {words()}
        {!isHere && on.length > 0 && (
          <span className="text-meta block">
            {m.shortcuts_only_on({ pages: on.map((page) => page()).join(', ') })}
          </span>
        )}
      </dt>
      <dd className="flex shrink-0 flex-wrap justify-end gap-x-2 gap-y-1">
        {SHORTCUTS[id].keys.map((combo, index) => (
          <span key={combo} className="flex items-center gap-2">
            {index > 0 && <span className="text-meta text-muted">{m.shortcuts_or()}</span>}
            <Keys combo={combo} />
          </span>
        ))}
      </dd>
    </div>
  )
}

function Keys({ combo }: { combo: Combo }) {
  return (
    <kbd className="flex items-center gap-1">
      {keyNames(combo).map((name) => (
        <kbd
          key={name}
          className="border-field bg-canvas text-text text-meta rounded-control min-w-6 border px-1.5 py-0.5 text-center font-sans"
        >
          {name}
        </kbd>
      ))}
    </kbd>
  )
}
