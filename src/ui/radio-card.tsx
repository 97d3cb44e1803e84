import type { ReactNode } from 'react'

type RadioCardProps = {
  name: string
  value: string
  label: string
  isChosen: boolean
  onChoose: () => void
  children: ReactNode
}

/** A bordered radio with a title and one muted line. */
export function RadioCard({ name, value, label, isChosen, onChoose, children }: RadioCardProps) {
  return (
    // eslint-disable-next-line jsx-a11y/label-has-associated-control -- the text is in `label` and `children`
    <label
      className={`rounded-control flex cursor-pointer gap-3 border px-3 py-2 ${isChosen ? 'border-accent bg-selected' : 'border-field'}`}
    >
      <input
        type="radio"
        name={name}
        value={value}
        checked={isChosen}
        onChange={onChoose}
        className="accent-accent mt-0.5 size-4 shrink-0"
      />
      <span>
        <span className="font-semibold">{label}</span>
        <span className="text-muted">{children}</span>
      </span>
    </label>
  )
}
