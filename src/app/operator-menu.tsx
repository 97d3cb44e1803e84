import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Link } from 'react-router'

import { describeError } from '#src/api/describe-error.ts'
import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { LOCALES } from '#src/session/locale.ts'
import { useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'

import { LanguageField, ThemeField } from './settings/look-fields.tsx'

/** Who acts, the ways to settings and help, language and theme, and the way out. */
export function OperatorMenu() {
  const { session } = useSession()
  const [isOpen, setIsOpen] = useState(false)
  const panelId = useId()
  const menu = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const name = session.operator.name ?? (session.operator.id ? `#${session.operator.id}` : m.unknown_user())

  useEffect(() => {
    if (!isOpen) return
    menu.current?.querySelector<HTMLElement>(STOPS)?.focus()
    const closeOutside = ({ target }: Event) => {
      if (!(target instanceof Node && menu.current?.contains(target))) setIsOpen(false)
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [isOpen])

  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation()
      setIsOpen(false)
      opener.current?.focus()
    } else if (isOpen) moveByArrows(event, menu.current)
  }

  return (
    <div ref={menu} className="relative min-w-0" onKeyDown={handleKey} role="presentation">
      <Button
        ref={opener}
        look="ghost"
        className="max-w-40 min-w-0"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="sr-only truncate sm:not-sr-only">{name}</span>
        <svg viewBox="0 0 16 16" className="size-4 shrink-0 sm:hidden" aria-hidden="true">
          <circle cx="8" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M2.5 14a5.5 5.5 0 0 1 11 0" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        <span aria-hidden="true">▾</span>
      </Button>
      {isOpen && <Panel id={panelId} name={name} onClose={() => setIsOpen(false)} />}
    </div>
  )
}

type PanelProps = { id: string; name: string; onClose: () => void }

const ITEM = 'rounded-control hover:bg-canvas flex min-h-8 w-full items-center px-2'

function Panel({ id, name, onClose }: PanelProps) {
  const { session, console: about, signOut } = useSession()
  const [failure, setFailure] = useState<string | null>(null)
  const handleSignOut = () => {
    setFailure(null)
    signOut().catch((error: unknown) => setFailure(describeError(error).title))
  }
  return (
    <div
      id={id}
      className="border-line bg-surface sm:rounded-control fixed inset-x-0 top-12 bottom-0 z-30 flex flex-col gap-2 border-t p-3 sm:absolute sm:inset-x-auto sm:top-full sm:right-0 sm:bottom-auto sm:mt-1 sm:w-64 sm:border sm:p-2 sm:shadow-lg"
    >
      <div className="px-2 pt-1">
        <p className="font-semibold break-words">{name}</p>
        <p className="text-meta text-muted break-words">{session.portal}</p>
        {about.mode === 'personal' && <p className="text-meta text-muted">{m.personal_key()}</p>}
      </div>
      <ul className="border-line border-t pt-2">
        <li>
          <Link to={pages.settings} className={ITEM} onClick={onClose}>
            {m.settings()}
          </Link>
        </li>
        <li>
          <Link to={pages.help()} className={ITEM} onClick={onClose}>
            {m.help()}
          </Link>
        </li>
      </ul>
      <div className="border-line flex flex-col gap-2 border-t px-2 pt-2">
        {LOCALES.length > 1 && <LanguageField />}
        <ThemeField />
      </div>
      {about.mode === 'oauth' && (
        <div className="border-line border-t pt-2">
          {failure !== null && (
            <p role="alert" className="text-danger px-2 pb-1">
              {failure}
            </p>
          )}
          <button type="button" className={ITEM} onClick={handleSignOut}>
            {m.sign_out()}
          </button>
        </div>
      )}
    </div>
  )
}

/** What the focus goes through, but for the button that opens. */
const STOPS = '[id] :is(a, button, select)'

/** Up and down go from one to the next, Home and End to the first and last; a list of choices keeps its arrows. */
function moveByArrows(event: KeyboardEvent, menu: HTMLElement | null): void {
  if (event.target instanceof HTMLSelectElement) return
  const stops = [...(menu?.querySelectorAll<HTMLElement>(STOPS) ?? [])]
  const place = stops.findIndex((stop) => stop === document.activeElement)
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: stops.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  stops.at(next % stops.length)?.focus()
}
