import type { Logger } from 'pino'

import { sleep, type Clock } from '#server/clock.ts'
import type { JournalState } from '#src/contract/journal.ts'

import type { NewTermination } from './schema.ts'
import type { Changes, Store } from './store.ts'
import { isAllowed } from './transitions.ts'

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000

type RecorderDeps = { store: Store; clock: Clock; logger: Pick<Logger, 'error' | 'info'> }

type Late = { row: NewTermination; from: JournalState; to: JournalState; changes: Changes; at: number }

/**
 * Writes what became of a call. When the journal cannot be written, the truth is kept in memory and tried again until
 * it is on record; `isBehind` says so, and nothing new is sent meanwhile.
 */
export function createRecorder({ store, clock, logger }: RecorderDeps) {
  const late = new Set<Late>()
  let cancel: (() => void) | null = null
  let delay = FIRST_RETRY_MS

  async function move(row: NewTermination, to: JournalState, changes: Changes): Promise<boolean> {
    const step: Late = { row, from: row.state, to, changes, at: clock.now() }
    row.state = to
    try {
      // What came before has to stand there first.
      if ([...late].some((earlier) => earlier.row === row))
        throw new Error('An earlier move is not recorded yet')
      await write(step)
      return true
    } catch (error) {
      logger.error({ err: error, operation: row.id }, 'An outcome could not be recorded; trying again')
      late.add(step)
      arm()
      return false
    }
  }

  /** Somebody may have given the row up as unknown meanwhile: the real answer, however late, is worth more. */
  async function write({ row, from, to, at, changes }: Late): Promise<void> {
    if (await store.move(row, from, to, at, changes)) return
    if (from === 'sending' && isAllowed('unknown', to) && (await store.move(row, 'unknown', to, at, changes)))
      return
    logger.info(
      { operation: row.id, from, to },
      'An outcome came after the entry had moved on: it stays as it is',
    )
  }

  async function retry(): Promise<void> {
    for (const step of late) {
      try {
        await write(step)
        late.delete(step)
        logger.info({ operation: step.row.id }, 'A late outcome is on record')
      } catch {
        delay = Math.min(delay * 2, LONGEST_RETRY_MS)
        return arm()
      }
    }
    delay = FIRST_RETRY_MS
  }

  function arm() {
    cancel?.()
    cancel = clock.after(delay, () => void retry())
  }

  async function untilRecorded(): Promise<void> {
    while (late.size > 0) await sleep(clock, FIRST_RETRY_MS)
  }

  return {
    move,
    untilRecorded,
    isBehind: () => late.size > 0,
    lateCount: () => late.size,
    close: () => cancel?.(),
  }
}

export type Recorder = ReturnType<typeof createRecorder>
