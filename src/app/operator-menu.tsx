import { useEffect, useId, useRef, useState } from 'react'

import { describeError } from '#src/api/describe-error.ts'
import { readStored, writeStored } from '#src/lib/storage.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { SelectField } from '#src/ui/fields.tsx'

const THEME_KEY = 'flowstop.theme'

/** Who acts, the theme, and the way out. */
export function OperatorMenu() {
  const { session, console: about, signOut } = useSession()
  const [isOpen, setIsOpen] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const menuId = useId()
  const menu = useRef<HTMLDivElement>(null)
  const name = session.operator.name ?? (session.operator.id ? `#${session.operator.id}` : m.unknown_user())

  useEffect(() => {
    if (!isOpen) return
    const closeOn = (event: Event) => {
      const isInside = event.target instanceof Node && menu.current?.contains(event.target)
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !isInside) setIsOpen(false)
    }
    document.addEventListener('pointerdown', closeOn)
    document.addEventListener('keydown', closeOn)
    return () => {
      document.removeEventListener('pointerdown', closeOn)
      document.removeEventListener('keydown', closeOn)
    }
  }, [isOpen])

  const handleSignOut = () => {
    setFailure(null)
    signOut().catch((error: unknown) => setFailure(describeError(error).title))
  }

  return (
    <div ref={menu} className="relative min-w-0">
      <Button
        look="ghost"
        className="max-w-40 min-w-0"
        aria-expanded={isOpen}
        aria-controls={menuId}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="sr-only truncate sm:not-sr-only">{name}</span>
        <svg viewBox="0 0 16 16" className="size-4 shrink-0 sm:hidden" aria-hidden="true">
          <circle cx="8" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M2.5 14a5.5 5.5 0 0 1 11 0" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        <span aria-hidden="true">▾</span>
      </Button>
      {isOpen && (
        <div
          id={menuId}
          className="border-line bg-surface sm:rounded-control fixed inset-x-0 top-12 bottom-0 z-30 flex flex-col gap-2 border-t p-4 sm:absolute sm:inset-x-auto sm:top-full sm:right-0 sm:bottom-auto sm:mt-1 sm:w-60 sm:border sm:p-3 sm:shadow-lg"
        >
          <p className="font-semibold break-words">{name}</p>
          <p className="text-meta text-muted break-words">{session.portal}</p>
          {about.mode === 'personal' && <p className="text-meta text-muted">{m.personal_key()}</p>}
          <ThemeField />
          {failure !== null && (
            <p role="alert" className="text-danger">
              {failure}
            </p>
          )}
          {about.mode === 'oauth' && <Button onClick={handleSignOut}>{m.sign_out()}</Button>}
        </div>
      )}
    </div>
  )
}

const THEMES = ['system', 'light', 'dark'] as const
const THEME_WORDS = { system: m.theme_system, light: m.theme_light, dark: m.theme_dark }

/** Kept in this browser; `public/session-start.js` sets it before the first paint. */
function ThemeField() {
  const [theme, setTheme] = useState(() => {
    const stored = readStored(localStorage, THEME_KEY)
    return THEMES.find((known) => known === stored) ?? 'system'
  })
  const choose = (text: string) => {
    const next = THEMES.find((known) => known === text) ?? 'system'
    setTheme(next)
    writeStored(localStorage, THEME_KEY, next === 'system' ? null : next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
  }
  return (
    <SelectField label={m.theme()} value={theme} onChange={({ target }) => choose(target.value)}>
      {THEMES.map((known) => (
        <option key={known} value={known}>
          {THEME_WORDS[known]()}
        </option>
      ))}
    </SelectField>
  )
}
