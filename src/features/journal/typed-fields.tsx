import { useLayoutEffect, useState } from 'react'

import { TextField } from '#src/ui/fields.tsx'

import { LONGEST_TEXT, parseDay } from './filters.ts'

/**
 * What is typed, while it is typed: the address follows in a transition of the router, too late for a caret in the
 * middle of the text. Going back shows the address again.
 */
function useDraft() {
  const [draft, setDraft] = useState<string | null>(null)
  useLayoutEffect(() => {
    const forget = () => setDraft(null)
    window.addEventListener('popstate', forget)
    return () => window.removeEventListener('popstate', forget)
  }, [])
  return [draft, setDraft] as const
}

type FieldProps<T> = { label: string; className?: string; value: T; onChange: (value: T) => void }

type ContainsFieldProps = FieldProps<string> & {
  type?: 'text' | 'search'
  id?: string
  'aria-keyshortcuts'?: string | undefined
}

/** A text that is found anywhere; each key counts. */
export function ContainsField({ value, onChange, type = 'text', ...rest }: ContainsFieldProps) {
  const [draft, setDraft] = useDraft()
  return (
    <TextField
      {...rest}
      type={type}
      maxLength={LONGEST_TEXT}
      value={draft ?? value}
      onChange={({ target }) => {
        setDraft(target.value)
        onChange(target.value)
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

type ExactFieldProps = FieldProps<string | null> & {
  parse: (text: string) => string | null
  /** Said of a text that `parse` refuses. */
  refusal: string
}

/** A value that is compared as a whole: it counts once it is whole, by Enter or by leaving the field. */
export function ExactField({ value, onChange, parse, refusal, label, ...rest }: ExactFieldProps) {
  const [draft, setDraft] = useDraft()
  const isRefused = draft !== null && draft.trim() !== '' && parse(draft) === null

  const commit = () => {
    if (draft === null || isRefused) return
    setDraft(null)
    const next = draft.trim() === '' ? null : parse(draft)
    if (next !== value) onChange(next)
  }

  return (
    <TextField
      {...rest}
      label={label}
      maxLength={LONGEST_TEXT}
      value={draft ?? value ?? ''}
      aria-invalid={isRefused}
      title={isRefused ? refusal : label}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  )
}

/** A day. Half of one, as it stands while it is typed, does not count. */
export function DayField({
  label,
  className = '',
  value,
  isInvalid,
  onChange,
}: FieldProps<string | null> & { isInvalid: boolean }) {
  const [draft, setDraft] = useDraft()
  const handleChange = (text: string) => {
    setDraft(text)
    const day = parseDay(text)
    if (day !== value && (day !== null || text === '')) onChange(day)
  }
  return (
    <label className={`text-muted flex min-w-0 flex-col sm:flex-row sm:items-center sm:gap-1.5 ${className}`}>
      <span className="text-meta shrink-0">{label}</span>
      <TextField
        type="date"
        label={label}
        min="1998-01-01"
        max="9999-12-31"
        className="w-full min-w-0 sm:w-auto"
        value={draft ?? value ?? ''}
        aria-invalid={isInvalid}
        onChange={({ target }) => handleChange(target.value)}
        onBlur={() => setDraft(null)}
      />
    </label>
  )
}
