import { useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'

import { isBatchReasonRequired, isNumberRequired, MOST_ITEMS } from '#src/contract/batch.ts'
import type { TerminationMode } from '#src/contract/journal.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { ModeField } from '#src/terms/mode-field.tsx'
import { ReasonField } from '#src/terms/reason-field.tsx'
import { isShortcut } from '#src/terms/shortcuts.ts'
import { readReasons } from '#src/terms/reasons.ts'
import { Button } from '#src/ui/button.tsx'
import { ModalBody, ModalFooter } from '#src/ui/modal.tsx'

import { BatchOutlook } from './batch-outlook.tsx'

type BatchFormProps = {
  count: number
  mode: TerminationMode
  reason: string
  /** The number, as far as it was typed. */
  typed: string
  /** How many of them are stuck: Soft may wait for ever. */
  stuckCount: number
  /** The API's clock. */
  now: number
  /** Nothing can be edited: it is being sent, or nobody knows what became of it. */
  isFixed: boolean
  isPending: boolean
  isBlocked: boolean
  onMode: (mode: TerminationMode) => void
  onReason: (reason: string) => void
  onTyped: (typed: string) => void
  onSubmit: () => void
  onClose: () => void
  before: ReactNode
  after: ReactNode
}

/** Mode, reason, the number where it has to be typed, how long it takes, and the two buttons. */
export function BatchForm(props: BatchFormProps) {
  const { count, mode, reason, typed, isFixed, isPending, isBlocked } = props
  const { drafts, console: rules } = useSession()
  const formId = useId()
  const form = useRef<HTMLFormElement>(null)
  const shown = formatCount(count, getLocale())
  const [isReasonMissing, setIsReasonMissing] = useState(false)

  const isRequired = isBatchReasonRequired(rules.requireReason, mode)
  const wantsNumber = isNumberRequired(mode, count)
  const isConfirmed = !wantsNumber || typed.replaceAll(/\D/g, '') === String(count)
  const canSubmit = !isPending && !isBlocked && isConfirmed && count > 0 && count <= MOST_ITEMS

  const submit = () => {
    if (!canSubmit) return
    if (isRequired && reason.trim() === '') {
      setIsReasonMissing(true)
      // It may be out of sight: the dialog scrolls.
      return form.current?.querySelector('textarea')?.focus()
    }
    props.onSubmit()
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    const isMeant = isShortcut(event.nativeEvent, 'submit')
    if (isMeant) submit()
    // Enter in a field never fires: in the reason it makes a new line, on a button it presses that one.
    if (isMeant || event.target instanceof HTMLInputElement) event.preventDefault()
  }

  return (
    <>
      <ModalBody>
        {props.before}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl+Enter anywhere in the form */}
        <form
          ref={form}
          id={formId}
          noValidate
          onSubmit={handleSubmit}
          onKeyDown={handleKeyDown}
          className="flex flex-col gap-4"
        >
          <ModeField
            mode={mode}
            onChange={props.onMode}
            isDisabled={isFixed}
            softWarning={
              props.stuckCount > 0
                ? m.batch_dialog_stuck({
                    count: props.stuckCount,
                    shown: formatCount(props.stuckCount, getLocale()),
                  })
                : null
            }
          />
          <ReasonField
            reason={reason}
            onChange={(next) => {
              setIsReasonMissing(false)
              props.onReason(next)
            }}
            suggestions={readReasons(drafts)}
            isRequired={isRequired}
            isMissing={isReasonMissing}
            isReadOnly={isFixed}
          />
          {wantsNumber && (
            <label className="flex flex-col gap-1">
              <span className="font-semibold">
                {m.batch_dialog_number({ count, typed: String(count), shown })}
              </span>
              <input
                inputMode="numeric"
                value={typed}
                onChange={({ target }) => props.onTyped(target.value)}
                readOnly={isFixed}
                autoComplete="off"
                className="rounded-control border-field bg-surface h-8 w-28 border px-2"
              />
            </label>
          )}
        </form>
      </ModalBody>
      {/* Not in the part that scrolls: what the press does, and a failure, have to be seen. */}
      <div className="border-line flex max-h-[45vh] shrink-0 flex-col gap-2 overflow-y-auto border-t px-4 py-3 md:px-6">
        {props.after}
        <BatchOutlook count={count} now={props.now} />
      </div>
      <ModalFooter>
        {/* The harmless button has the focus, so that a stray Enter keeps the workflows running. */}
        <Button data-first-focus disabled={isPending} onClick={props.onClose}>
          {m.keep_running()}
        </Button>
        <Button look="danger" type="submit" form={formId} disabled={!canSubmit} aria-busy={isPending}>
          {isPending
            ? m.batch_dialog_starting()
            : mode === 'force'
              ? m.batch_dialog_force_terminate({ count, shown })
              : m.batch_dialog_terminate({ count, shown })}
        </Button>
      </ModalFooter>
    </>
  )
}
