import { useCallback, useRef, useState } from 'react'

import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { part, PressedPart } from '#src/ui/part.tsx'

const load = () => import('./operator-panel.tsx').then((module) => module.OperatorPanel)
const OperatorPanel = part(load)

/** The button with the operator's name; what it opens is loaded when a hand comes near. */
export function OperatorMenu() {
  const { session } = useSession()
  const [isOpen, setIsOpen] = useState(false)
  const close = useCallback(() => setIsOpen(false), [])
  const opener = useRef<HTMLButtonElement>(null)
  const name = session.operator.name ?? (session.operator.id ? `#${session.operator.id}` : m.unknown_user())
  // What fails here fails again when it is opened, and is told then.
  const prepare = () => void load().catch(() => {})

  return (
    <div className="relative min-w-0">
      <Button
        ref={opener}
        look="ghost"
        className="max-w-40 min-w-0"
        aria-expanded={isOpen}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="sr-only sm:not-sr-only sm:truncate">{name}</span>
        <svg viewBox="0 0 16 16" className="size-4 shrink-0 sm:hidden" aria-hidden="true">
          <circle cx="8" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M2.5 14a5.5 5.5 0 0 1 11 0" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        <span aria-hidden="true">▾</span>
      </Button>
      {isOpen && (
        <PressedPart onFailure={close}>
          <OperatorPanel name={name} opener={opener} onClose={close} />
        </PressedPart>
      )}
    </div>
  )
}
