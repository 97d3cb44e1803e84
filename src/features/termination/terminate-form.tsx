import { useId, useState, type FormEvent, type KeyboardEvent } from 'react'

import type { TerminationMode } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { Button } from '#src/ui/button.tsx'
import { ModalBody, ModalFooter } from '#src/ui/modal.tsx'

import { ConfirmId } from './confirm-id.tsx'
import { ModeField } from '#src/terms/mode-field.tsx'
import { ReasonField } from '#src/terms/reason-field.tsx'
import { isShortcut } from '#src/terms/shortcuts.ts'

/** `typed`: of the ID of a protected workflow. */
export type Draft = { mode: TerminationMode; reason: string; typed: string }

type TerminateFormProps = {
  draft: Draft
  onDraft: (draft: Draft) => void
  suggestions: readonly string[]
  /** "Its step has not reported since 12 May": said under Soft. */
  softWarning: string | null
  isReasonRequired: boolean
  /** The last 4 characters that have to be typed; `null` = nothing is protected. */
  protectedBy: { why: string; ending: string } | null
  status: TerminateStatus
  /** `confirmation` is what was typed of the ID; `null` where nothing was asked. */
  onSubmit: (confirmation: string | null) => void
  onClose: () => void
  before: React.ReactNode
  after: React.ReactNode
}

export type TerminateStatus =
  | { kind: 'ready' }
  | { kind: 'sending'; isLong: boolean }
  /** Not to be sent now: it has ended, it is being looked up, or the API asks to wait. */
  | { kind: 'blocked'; hasEnded: boolean; isUndecided: boolean }

/** Mode, reason and the two buttons. Needs no query client: what is typed goes out by `onSubmit`. */
export function TerminateForm(props: TerminateFormProps) {
  const { draft, onDraft, status, protectedBy, isReasonRequired } = props
  const formId = useId()
  const [isReasonMissing, setIsReasonMissing] = useState(false)

  const isConfirmed = protectedBy === null || draft.typed === protectedBy.ending
  const canSubmit = status.kind === 'ready' && isConfirmed

  const submit = () => {
    if (!canSubmit) return
    if (isReasonRequired && draft.reason.trim() === '') return setIsReasonMissing(true)
    props.onSubmit(protectedBy === null ? null : draft.typed)
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    if (isShortcut(event.nativeEvent, 'submit')) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      // Alone it fires from no field, and from neither of the two ways.
      event.preventDefault()
    }
  }

  return (
    <>
      <ModalBody>
        {props.before}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Ctrl+Enter anywhere in the form */}
        <form id={formId} onSubmit={handleSubmit} onKeyDown={handleKeyDown} className="flex flex-col gap-4">
          <ModeField
            mode={draft.mode}
            onChange={(mode) => onDraft({ ...draft, mode })}
            isDisabled={status.kind === 'sending'}
            softWarning={props.softWarning}
          />
          <ReasonField
            reason={draft.reason}
            onChange={(reason) => {
              setIsReasonMissing(false)
              onDraft({ ...draft, reason })
            }}
            suggestions={props.suggestions}
            isRequired={isReasonRequired}
            isMissing={isReasonMissing}
            isReadOnly={status.kind === 'sending'}
          />
          {protectedBy && (
            <ConfirmId
              why={protectedBy.why}
              ending={protectedBy.ending}
              typed={draft.typed}
              onType={(typed) => onDraft({ ...draft, typed })}
            />
          )}
        </form>
      </ModalBody>
      {/* Not in the part that scrolls: a failure has to be seen. */}
      <div className="flex border-line max-h-[45vh] shrink-0 flex-col gap-2 overflow-y-auto border-t px-4 py-3 empty:hidden md:px-6">
        {props.after}
      </div>
      <ModalFooter>
        <Button
          // The harmless button has the focus, so that a stray Enter keeps the workflow running.
          data-first-focus
          disabled={status.kind === 'sending' && !status.isLong}
          onClick={props.onClose}
        >
          {staysRunning(status) ? m.keep_running() : m.close()}
        </Button>
        {!(status.kind === 'blocked' && status.hasEnded) && (
          <Button
            look="danger"
            type="submit"
            form={formId}
            disabled={!canSubmit}
            aria-busy={status.kind === 'sending'}
          >
            {submitWord(status, draft.mode)}
          </Button>
        )}
      </ModalFooter>
    </>
  )
}

/** Whether leaving the dialog leaves the workflow running: not once it may be ending. */
function staysRunning(status: TerminateStatus): boolean {
  if (status.kind === 'blocked') return !status.hasEnded && !status.isUndecided
  return status.kind === 'ready' || !status.isLong
}

function submitWord(status: TerminateStatus, mode: TerminationMode): string {
  if (status.kind === 'sending') return m.state_terminating()
  return mode === 'force' ? m.force_terminate() : m.terminate()
}
