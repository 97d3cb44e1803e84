import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { Link } from 'react-router'

import { describeError } from '#src/api/describe-error.ts'
import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'

import { useKeyboardDialogs } from './keyboard.tsx'
import { LanguageField, ThemeField } from './settings/look-fields.tsx'

type OperatorPanelProps = {
  name: string
  /** The button that opened it. */
  opener: RefObject<HTMLElement | null>
  onClose: () => void
}

const ITEM = 'rounded-control hover:bg-canvas flex min-h-8 w-full items-center px-2'

/** Who acts, the ways to settings and help, language and theme, and the way out. Mounted means open. */
export function OperatorPanel({ name, opener, onClose }: OperatorPanelProps) {
  const { session, console: about, signOut } = useSession()
  const openDialog = useKeyboardDialogs()
  const [failure, setFailure] = useState<string | null>(null)
  const panel = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    panel.current?.querySelector<HTMLElement>(STOPS)?.focus()
  }, [])
  useLayoutEffect(() => {
    const closeOutside = ({ target }: Event) => {
      const isInside = (place: HTMLElement | null) => target instanceof Node && place?.contains(target)
      if (!isInside(panel.current) && !isInside(opener.current)) onClose()
    }
    const closeByKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return
      onClose()
      opener.current?.focus()
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    document.addEventListener('keydown', closeByKey)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
      document.removeEventListener('keydown', closeByKey)
    }
  }, [opener, onClose])

  const handleSignOut = () => {
    setFailure(null)
    signOut().catch((error: unknown) => setFailure(describeError(error).title))
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows beside the Tab key, for whoever expects a menu
    <div
      ref={panel}
      onKeyDown={moveByArrows}
      className="border-line bg-surface sm:rounded-control fixed inset-x-0 top-12 bottom-0 z-30 flex flex-col gap-2 border-t p-3 sm:absolute sm:inset-x-auto sm:top-full sm:right-0 sm:bottom-auto sm:mt-1 sm:w-64 sm:border sm:p-2 sm:shadow-lg"
    >
      <div className="px-2 pt-1">
        <p className="font-semibold break-words">{name}</p>
        <p className="text-meta text-muted break-words">{session.portal}</p>
        {about.mode === 'personal' && <p className="text-meta text-muted">{m.personal_key()}</p>}
        {about.mode === 'platform' && <p className="text-meta text-muted">{m.portal_session()}</p>}
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
        <li>
          <button
            type="button"
            className={ITEM}
            onClick={() => {
              onClose()
              openDialog('sheet')
            }}
          >
            {m.shortcuts()}
          </button>
        </li>
      </ul>
      <div className="border-line flex flex-col gap-2 border-t px-2 pt-2">
        <LanguageField />
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

const STOPS = 'a, button, select'

/** Up and down go from one to the next, Home and End to the first and last; a list of choices keeps its arrows. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  if (event.target instanceof HTMLSelectElement) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)]
  const place = stops.findIndex((stop) => stop === document.activeElement)
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: stops.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  stops.at(next % stops.length)?.focus()
}
