import { useId } from 'react'

import { m } from '#src/messages/messages.js'

/** The portal's column holds 255 characters and may cut the rest (vibe-api.md section 3). */
const MOST_KEPT = 255
const COUNT_FROM = 180

type ReasonFieldProps = {
  reason: string
  onChange: (reason: string) => void
  suggestions: readonly string[]
  isRequired: boolean
  isMissing: boolean
  isReadOnly: boolean
}

/** The text sent as `status`: any text; Enter makes a new line and never sends. */
export function ReasonField(props: ReasonFieldProps) {
  const { reason, onChange, suggestions, isRequired, isMissing, isReadOnly } = props
  const fieldId = useId()
  const noteId = useId()
  // The column counts code points, not what looks like one character.
  const length = Array.from(reason).length

  return (
    <div className="flex flex-col gap-1">
      <div className="flex justify-between">
        <label htmlFor={fieldId} className="font-semibold">
          {m.reason()}
        </label>
        <span className="text-muted text-meta">{isRequired ? m.reason_required() : m.reason_optional()}</span>
      </div>
      <textarea
        id={fieldId}
        rows={2}
        value={reason}
        onChange={({ target }) => onChange(target.value)}
        readOnly={isReadOnly}
        required={isRequired}
        aria-invalid={isMissing}
        aria-describedby={noteId}
        className="rounded-control border-field bg-surface resize-y border px-2 py-1"
      />
      <p id={noteId} className="text-meta text-muted min-h-4" role={isMissing ? 'alert' : undefined}>
        {isMissing ? (
          <span className="text-danger">{m.reason_missing()}</span>
        ) : length > MOST_KEPT ? (
          <span className="text-warn">{m.reason_long({ length, most: MOST_KEPT })}</span>
        ) : length >= COUNT_FROM ? (
          m.reason_count({ length, most: MOST_KEPT })
        ) : null}
      </p>
      {suggestions.length > 0 && reason === '' && (
        <div className="flex flex-wrap items-center gap-1">
          <span className="text-meta text-muted">{m.reason_last_used()}</span>
          {suggestions.map((suggestion) => (
            <button
              key={suggestion}
              type="button"
              onClick={() => onChange(suggestion)}
              className="rounded-control border-line text-meta min-h-6 max-w-48 truncate border px-2"
            >
              {suggestion}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
