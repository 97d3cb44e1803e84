import { useState } from 'react'

import { m } from '#src/messages/messages.js'
import { useShortcutHint, useShortcuts } from '#src/terms/shortcuts.ts'
import { TextField } from '#src/ui/fields.tsx'

export const LIST_SEARCH_ID = 'list-search'

type SearchFieldProps = {
  /** What the address searches for. */
  q: string
  onChange: (q: string) => void
}

/** What is being typed, and every text the address may still come by until it has caught up. */
type Typing = { text: string; passed: readonly string[] }

/** The search. The address follows the keys, on a slow machine several of them later: none of them is lost meanwhile. */
export function SearchField({ q, onChange }: SearchFieldProps) {
  const [typing, setTyping] = useState<Typing | null>(null)
  // Caught up; or changed by something else, such as the way back.
  if (typing !== null && (q === typing.text || !typing.passed.includes(q))) setTyping(null)

  useShortcuts({ search: () => document.getElementById(LIST_SEARCH_ID)?.focus() })
  const hint = useShortcutHint('search')

  const handleChange = (text: string) => {
    setTyping({ text, passed: [...(typing?.passed ?? []), q, text] })
    onChange(text)
  }

  return (
    <TextField
      id={LIST_SEARCH_ID}
      type="search"
      aria-keyshortcuts={hint}
      label={m.filter_search()}
      className="w-[calc(50%-4px)] sm:w-52"
      value={typing?.text ?? q}
      onChange={({ target }) => handleChange(target.value)}
    />
  )
}
