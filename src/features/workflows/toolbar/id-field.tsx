import { useState, type KeyboardEvent } from 'react'

import { parseId } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'
import { TextField } from '#src/ui/fields.tsx'

type IdFieldProps = {
  label: string
  id: string | null
  /** What the loaded rows hold, to choose from by name. */
  known: readonly { id: string; name: string }[]
  onChange: (id: string | null) => void
}

/** A filter by id that takes a name of the loaded rows as well: `713`, `#713` or "Contract approval". */
export function IdField({ label, id, known, onChange }: IdFieldProps) {
  const shown = id === null ? '' : (known.find((item) => item.id === id)?.name ?? `#${id}`)
  const [typed, setTyped] = useState<string | null>(null)
  const [isRefused, setIsRefused] = useState(false)

  const findId = (text: string): string | null =>
    parseId(text) ?? known.find(({ name }) => name.toLowerCase() === text.trim().toLowerCase())?.id ?? null

  const commit = (text: string) => {
    if (text.trim() === '') {
      setTyped(null)
      if (id !== null) onChange(null)
      return
    }
    const found = findId(text)
    setIsRefused(found === null)
    if (found === null) return
    setTyped(null)
    if (found !== id) onChange(found)
  }

  const handleChange = (text: string) => {
    setTyped(text)
    setIsRefused(false)
    // A suggestion that was picked is a choice; typing goes on until Enter.
    if (text === '' || known.some(({ name }) => name === text)) commit(text)
  }

  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') commit(event.currentTarget.value)
  }

  return (
    <TextField
      label={label}
      className="w-[calc(50%-4px)] sm:w-36"
      value={typed ?? shown}
      suggestions={known.map((item) => ({ value: item.name, text: `#${item.id}` }))}
      aria-invalid={isRefused}
      title={isRefused ? m.filter_id_refused() : label}
      onChange={({ target }) => handleChange(target.value)}
      onBlur={() => typed !== null && commit(typed)}
      onKeyDown={handleKeyDown}
    />
  )
}
