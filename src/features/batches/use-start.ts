import { useMutation } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'

import { batchMutations } from '#src/api/batches.ts'
import { describeError, mayBeEnding } from '#src/api/describe-error.ts'
import type { Batch, NewBatch } from '#src/contract/batch.ts'
import { useHttp } from '#src/session/session-context.ts'

import { useLostBatch } from './use-lost-batch.ts'

type StartDeps = {
  /** A press from before this page began whose outcome nobody knows. */
  openId: string | null
  onStarted: (batch: Batch) => void
  /** Told before anything leaves: what is lost with the page can be looked for after it. */
  onPress: (batchId: string) => void
}

/**
 * The press that starts a batch. Its id is made by the press and stays until the outcome is certain: what is pressed
 * again after a lost answer is the same batch, and after a refusal another.
 */
export function useStart({ openId, onStarted, onPress }: StartDeps) {
  const { mutate, isPending, error, reset } = useMutation(batchMutations.start(useHttp()))
  const open = useRef(openId)
  const isSent = useRef(false)
  const isOver = useRef(false)
  const [lostId, setLostId] = useState(openId)
  const [waitedFor, setWaitedFor] = useState<Error | null>(null)
  const lost = useLostBatch(!isPending && (error === null || mayBeEnding(error)) ? lostId : null)

  const finish = (batch: Batch) => {
    if (isOver.current) return
    isOver.current = true
    onStarted(batch)
  }
  const press = (wanted: Omit<NewBatch, 'id'>) => {
    if (isSent.current || isOver.current) return
    isSent.current = true
    const id = (open.current ??= crypto.randomUUID())
    onPress(id)
    setLostId(null)
    mutate(
      { id, ...wanted },
      {
        onSuccess: finish,
        onError: (failure) => {
          if (mayBeEnding(failure)) setLostId(id)
          else open.current = null
        },
        onSettled: () => {
          isSent.current = false
        },
      },
    )
  }
  /** Edited: what is sent next is another batch. Not while nobody knows whether the last one has begun. */
  const forget = useCallback(() => {
    open.current = null
    setLostId(null)
    reset()
  }, [reset])

  return {
    press,
    forget,
    finish,
    isPending,
    error,
    /** What became of a press that was not answered; `null` = there is none. */
    lost,
    isWaiting: error !== null && describeError(error).remedy === 'wait' && waitedFor !== error,
    onWaited: () => setWaitedFor(error),
    /** The press whose outcome is open, for the draft; `undefined` = it has begun, and nothing is to be kept. */
    openId: () => (isOver.current ? undefined : open.current),
  }
}
