import { useId, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'

import type { TerminationMode } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { ReasonField } from '#src/terms/reason-field.tsx'
import { Button } from '#src/ui/button.tsx'
import { ModalBody, ModalFooter } from '#src/ui/modal.tsx'
import { RadioCard } from '#src/ui/radio-card.tsx'

import { shownCount } from './batch-page-words.ts'

export type RetryDraft = { mode: TerminationMode; reason: string }

type RetryFormProps = {
  draft: RetryDraft
  onDraft: (draft: RetryDraft) => void
  count: number
  suggestions: readonly string[]
  isReasonRequired: boolean
  isNumberRequired: boolean
  /** Under way, or sent with an answer that was lost: what is typed must stay what was sent. */
  isFrozen: boolean
  isBlocked: boolean
  submitWord: string
  /** `confirmedCount` is the number that was typed; `null` where none was asked for. */
  onSubmit: (confirmedCount: number | null) => void
  onClose: () => void
  before: ReactNode
  after: ReactNode
}

/** Way, reason and number of a batch that is about to begin. Enter in the text never sends; Ctrl+Enter does. */
export function RetryForm(props: RetryFormProps) {
  const { draft, onDraft, count, isReasonRequired, isNumberRequired, isFrozen, isBlocked } = props
  const formId = useId()
  const [typed, setTyped] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const isNumberRight = !isNumberRequired || typed.trim() === String(count)

  const submit = () => {
    if (isBlocked || !isNumberRight) return
    if (isReasonRequired && draft.reason.trim() === '') return setIsMissing(true)
    props.onSubmit(isNumberRequired ? count : null)
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  }

  return (
    <>
      <ModalBody>
        {props.before}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl+Enter anywhere in the form */}
        <form
          id={formId}
          noValidate
          onSubmit={handleSubmit}
          onKeyDown={handleKeyDown}
          className="flex flex-col gap-4"
        >
          <Ways mode={draft.mode} isFrozen={isFrozen} onChoose={(mode) => onDraft({ ...draft, mode })} />
          <ReasonField
            reason={draft.reason}
            isRequired={isReasonRequired}
            isMissing={isMissing}
            isReadOnly={isFrozen}
            suggestions={props.suggestions}
            onChange={(reason) => {
              setIsMissing(false)
              onDraft({ ...draft, reason })
            }}
          />
          {isNumberRequired && (
            <label className="flex flex-col gap-1">
              <span className="font-semibold">{m.batch_number_ask({ count: shownCount(count) })}</span>
              <input
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
                inputMode="numeric"
                autoComplete="off"
                className="rounded-control border-field bg-surface h-8 w-24 border px-2"
              />
            </label>
          )}
        </form>
      </ModalBody>
      {/* Not in the part that scrolls: a failure has to be seen. */}
      <div className="border-line flex max-h-[45vh] shrink-0 flex-col gap-2 overflow-y-auto border-t px-4 py-3 empty:hidden md:px-6">
        {props.after}
      </div>
      <ModalFooter>
        <Button data-first-focus disabled={isBlocked} onClick={props.onClose}>
          {m.keep_running()}
        </Button>
        <Button look="danger" type="submit" form={formId} disabled={isBlocked || !isNumberRight}>
          {props.submitWord}
        </Button>
      </ModalFooter>
    </>
  )
}

type WaysProps = { mode: TerminationMode; isFrozen: boolean; onChoose: (mode: TerminationMode) => void }

function Ways({ mode, isFrozen, onChoose }: WaysProps) {
  const name = useId()
  return (
    <fieldset disabled={isFrozen} className="flex flex-col gap-2">
      <legend className="sr-only">{m.mode()}</legend>
      <RadioCard
        name={name}
        value="soft"
        label={m.mode_soft()}
        isChosen={mode === 'soft'}
        onChoose={() => onChoose('soft')}
      >
        {m.mode_soft_text()}
      </RadioCard>
      <RadioCard
        name={name}
        value="force"
        label={m.mode_force()}
        isChosen={mode === 'force'}
        onChoose={() => onChoose('force')}
      >
        {m.mode_force_text()}
      </RadioCard>
      <p className="text-meta text-muted min-h-8">
        {mode === 'force' ? m.mode_force_small() : m.mode_soft_small()} {m.mode_tasks()}
      </p>
    </fieldset>
  )
}
