import { useMutation } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { batchMutations, type BatchMove } from '#src/api/batches.ts'
import { describeError, isConflict, isSignIn } from '#src/api/describe-error.ts'
import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails, Notice } from '#src/ui/notice.tsx'

import { counted } from './batch-page-words.ts'

/** Buttons that have just come or changed under the hand do not hear the second press of a double click. */
const DEAF_MS = 400

type BatchMovesProps = {
  batch: Batch
  /** Told when a press is sent, and when it has failed: what comes of it is no news to who pressed. */
  onOwn: (isUnderWay: boolean) => void
  /** The buttons that were pressed are gone: the focus needs another place. */
  onGone: () => void
}

/** Don't terminate, Pause, Resume and Stop, as far as the batch can be moved now. */
export function BatchMoves({ batch, onOwn, onGone }: BatchMovesProps) {
  const { isEnding } = useSession()
  const { mutate, isPending, error, variables } = useMutation(batchMutations.move(useHttp(), batch.id))
  const [isAsking, setIsAsking] = useState(false)
  const isDeaf = useIsDeaf(`${batch.state} ${isAsking}`)
  const isBlocked = isPending || isDeaf || isEnding
  const isOver = batch.state === 'done' || batch.state === 'stopped'

  const move = (what: BatchMove) => {
    if (isBlocked) return
    onOwn(true)
    mutate(what, {
      onError: () => onOwn(false),
      onSuccess: ({ state }) => {
        setIsAsking(false)
        if (state === 'stopped') onGone()
      },
    })
  }
  const toggle = batch.state === 'paused' ? 'resume' : 'pause'

  return (
    <>
      {batch.state === 'starting' && (
        <MoveButton isBlocked={isBlocked} onPress={() => move('withdraw')}>
          {m.batch_move_withdraw()}
        </MoveButton>
      )}
      {(batch.state === 'active' || batch.state === 'paused') &&
        (isAsking ? (
          <StopQuestion
            left={batch.counts.queued}
            isBlocked={isBlocked}
            onKeep={() => setIsAsking(false)}
            onStop={() => move('stop')}
          />
        ) : (
          <div className="flex flex-wrap gap-2">
            <MoveButton isBlocked={isBlocked} onPress={() => move(toggle)}>
              {toggle === 'pause' ? m.batch_move_pause() : m.batch_move_resume()}
            </MoveButton>
            <MoveButton isBlocked={isPending} onPress={() => setIsAsking(true)}>
              {m.batch_move_stop()}
            </MoveButton>
          </div>
        ))}
      {error !== null && !isPending && !isSignIn(error) && (
        <MoveProblem error={error} isTooLate={variables === 'withdraw' && isConflict(error) && !isOver} />
      )}
      {isEnding && <p role="status">{m.ending_session()}</p>}
    </>
  )
}

type MoveButtonProps = { isBlocked: boolean; onPress: () => void; children: string }

/** Not `disabled` while it is blocked: that would throw the focus away. */
function MoveButton({ isBlocked, onPress, children }: MoveButtonProps) {
  return (
    <Button
      aria-disabled={isBlocked}
      className="aria-disabled:opacity-60"
      onClick={() => {
        if (!isBlocked) onPress()
      }}
    >
      {children}
    </Button>
  )
}

type StopQuestionProps = { left: number; isBlocked: boolean; onKeep: () => void; onStop: () => void }

function StopQuestion({ left, isBlocked, onKeep, onStop }: StopQuestionProps) {
  const keep = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => keep.current?.focus(), [])
  return (
    <div role="group" aria-label={m.batch_move_stop()} className="flex flex-col items-start gap-2">
      <p role="status" className="font-semibold">
        {m.batch_stop_ask(counted(left))}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button ref={keep} onClick={onKeep}>
          {m.batch_stop_keep()}
        </Button>
        <Button look="danger" aria-disabled={isBlocked} className="aria-disabled:opacity-60" onClick={onStop}>
          {m.batch_stop_sure()}
        </Button>
      </div>
    </div>
  )
}

function MoveProblem({ error, isTooLate }: { error: Error; isTooLate: boolean }) {
  const words = describeError(error)
  return (
    <Notice tone="warn" title={isTooLate ? m.batch_moved_late() : words.title} live="assertive">
      {words.hint && !isTooLate && <p>{words.hint}</p>}
      <ErrorDetails label={m.details()} text={words.details} />
    </Notice>
  )
}

/** True for a moment after what the buttons mean has changed. */
function useIsDeaf(meaning: string): boolean {
  const [heard, setHeard] = useState(meaning)
  useEffect(() => {
    if (heard === meaning) return
    const timer = setTimeout(() => setHeard(meaning), DEAF_MS)
    return () => clearTimeout(timer)
  }, [heard, meaning])
  return heard !== meaning
}
