import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react'

const FIELD =
  'rounded-control border-field bg-surface text-text h-8 min-w-0 border px-2 text-cell placeholder:text-muted'

type LabelledProps = { label: string; className?: string }

/** A text field whose label stands inside it for eyes and outside it for screen readers. */
export function TextField({
  label,
  className = '',
  suggestions,
  ...rest
}: LabelledProps & {
  suggestions?: readonly { value: string; text: string }[]
} & InputHTMLAttributes<HTMLInputElement>) {
  const listId = useId()
  return (
    <label className={`inline-flex min-w-0 ${className}`}>
      <span className="sr-only">{label}</span>
      <input
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        className={`${FIELD} w-full`}
        list={suggestions && listId}
        {...rest}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </datalist>
      )}
    </label>
  )
}

/** A choice among few. */
export function SelectField({
  label,
  className = '',
  children,
  ...rest
}: LabelledProps & { children: ReactNode } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <label className={`inline-flex min-w-0 ${className}`}>
      <span className="sr-only">{label}</span>
      <select className={`${FIELD} w-full`} {...rest}>
        {children}
      </select>
    </label>
  )
}
