import { useId } from 'react'

import { pages } from '#src/contract/addresses.ts'
import type { TerminationMode } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { RadioCard } from '#src/ui/radio-card.tsx'

type ModeFieldProps = {
  mode: TerminationMode
  onChange: (mode: TerminationMode) => void
  isDisabled: boolean
  /** "Its step has not reported since 12 May": said under Soft. */
  softWarning: string | null
}

/** Soft or Force, and what each leaves behind. */
export function ModeField({ mode, onChange, isDisabled, softWarning }: ModeFieldProps) {
  const name = useId()
  return (
    <fieldset disabled={isDisabled} className="flex flex-col gap-2">
      <legend className="sr-only">{m.mode()}</legend>
      {/* Before the two, so that the Tab key goes from them to the reason; in a tab of its own, so that the dialog stays. */}
      <a
        href={pages.help('force')}
        target="_blank"
        rel="noreferrer"
        className="text-accent text-meta -mb-1 inline-flex min-h-6 items-center self-end underline"
      >
        {m.help_more()}
        <span className="sr-only"> {m.new_tab()}</span>
      </a>
      <RadioCard
        name={name}
        value="soft"
        label={m.mode_soft()}
        isChosen={mode === 'soft'}
        onChoose={() => onChange('soft')}
      >
        {m.mode_soft_text()}
      </RadioCard>
      <RadioCard
        name={name}
        value="force"
        label={m.mode_force()}
        isChosen={mode === 'force'}
        onChoose={() => onChange('force')}
      >
        {m.mode_force_text()}
      </RadioCard>
      <p className="text-meta text-muted min-h-12">
        {mode === 'force' ? m.mode_force_small() : m.mode_soft_small()} {m.mode_tasks()}
        {mode === 'soft' && softWarning && (
          <span className="text-warn block font-semibold">{softWarning}</span>
        )}
      </p>
    </fieldset>
  )
}
