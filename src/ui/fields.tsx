import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react'

const FIELD =
  'rounded-control border-field bg-surface text-text h-8 min-w-0 border px-2 text-cell placeholder:text-muted'

type LabelledProps = { label: string; className?: string }

type TextFieldProps = LabelledProps & {
  suggestions?: readonly { value: string; text: string }[]
} & InputHTMLAttributes<HTMLInputElement>

/** A text field that shows its label while it is empty. */
export function TextField({ label, className = '', suggestions, ...rest }: TextFieldProps) {
  const listId = useId()
  return (
    <>
      <input
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        className={`${FIELD} ${className}`}
        list={suggestions && listId}
        {...rest}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map(({ value, text }) => (
            <option key={text} value={value}>
              {text}
            </option>
          ))}
        </datalist>
      )}
    </>
  )
}

type SelectFieldProps = LabelledProps & { children: ReactNode } & SelectHTMLAttributes<HTMLSelectElement>

/** A choice among few. */
export function SelectField({ label, className = '', children, ...rest }: SelectFieldProps) {
  return (
    <select aria-label={label} className={`${FIELD} ${className}`} {...rest}>
      {children}
    </select>
  )
}
