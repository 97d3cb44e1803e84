import { useId, type ReactNode } from 'react'

/** Settings that belong together, under a heading. */
export function SettingGroup({ heading, children }: { heading: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-line bg-surface rounded-control border">
      <h2 id={id} className="text-title px-4 pt-3 font-semibold">
        {heading}
      </h2>
      <div className="divide-line flex flex-col divide-y px-4">{children}</div>
    </section>
  )
}

type SettingProps = {
  name: string
  /** What it does, where its name does not say all. */
  note?: string
  children: ReactNode
}

/** One thing to choose: its name, a line on it, and what to choose with. */
export function Setting({ name, note, children }: SettingProps) {
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-1 py-3 sm:grid-cols-[200px_minmax(0,1fr)]">
      <div>
        <p className="min-h-8 content-center">{name}</p>
        {note !== undefined && <p className="text-muted text-meta">{note}</p>}
      </div>
      <div className="flex min-w-0 flex-col items-start gap-2 *:first:min-h-8 *:first:content-center">
        {children}
      </div>
    </div>
  )
}
