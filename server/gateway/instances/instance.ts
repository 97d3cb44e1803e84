import { randomBytes } from 'node:crypto'

import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { JournalConnection } from '#server/gateway/journal/database.ts'

import { describeShares } from './describe-share.ts'
import {
  BEAT_MS,
  createInstanceStore,
  FRESH_MS,
  isFresh,
  type InstanceRow,
  type NewInstance,
} from './instance-store.ts'
import type { Marks } from './marks.ts'

/** This gateway may not work beside those that are there; the message says what to do. */
export class InstanceRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'InstanceRefused'
  }
}

type InstanceDeps = {
  database: JournalConnection
  marks: Marks
  pacer: { concurrency: number; ratePerSecond: number }
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
}

type Duties = {
  /** It was silent for so long that others may have taken over: looks what they took. Throws what the database throws. */
  onReturn: () => Promise<void>
  /** After each beat: takes over what others have left. */
  onBeat: () => Promise<void>
}

/** This process among the gateways on one database: a name of its own, and a heart that beats there. */
export function createInstance({ database, marks, pacer, clock, logger }: InstanceDeps) {
  const store = createInstanceStore(database)
  const self: NewInstance = {
    id: randomBytes(6).toString('hex'),
    secret_mark: marks.secret,
    api_mark: marks.api,
    concurrency: pacer.concurrency,
    rate: pacer.ratePerSecond,
  }
  const { id } = self
  let beatAt = -Infinity
  let beating: Promise<void> | null = null
  let duties: Duties | null = null
  let isOnDuty = false
  let isClosed = false
  let cancel = () => {}

  /** Throws `InstanceRefused`, and what the database throws. */
  async function join(): Promise<void> {
    if (!database.isShared) await store.clear()
    const others = await store.others(id)
    requireSameSecret(others)
    beatAt = clock.now()
    await store.join(self)
    logger.info({ instance: id, gateways: others.length + 1 }, describeShares([self, ...others]))
    if (others.some(({ api_mark }) => api_mark !== marks.api))
      logger.warn(
        { instance: id },
        'Another gateway on this journal has another VIBE_API_URL or key: they should be equal',
      )
  }

  function requireSameSecret(others: readonly InstanceRow[]): void {
    if (others.every(({ secret_mark }) => secret_mark === marks.secret)) return
    throw new InstanceRefused(
      'Another gateway that works on this journal has another SESSION_SECRET: operators would be signed out at each change between them. Set the same SESSION_SECRET on all of them; to change it, stop all of them first. One that was killed counts as there for 70 s.',
    )
  }

  function start(wanted: Duties): void {
    duties = wanted
    cancel = clock.after(BEAT_MS, () => void tick())
  }

  async function tick(): Promise<void> {
    // First, so that nothing that hangs can keep the heart from beating.
    if (!isClosed) cancel = clock.after(BEAT_MS, () => void tick())
    try {
      await beat()
      await doDuty()
    } catch (error) {
      if (!isClosed)
        logger.error({ err: error, instance: id }, 'The heartbeat could not be written; trying again')
    }
  }

  async function doDuty(): Promise<void> {
    if (isOnDuty || isClosed) return
    isOnDuty = true
    try {
      await duties?.onBeat()
    } finally {
      isOnDuty = false
    }
  }

  function beat(): Promise<void> {
    beating ??= writeBeat().finally(() => {
      beating = null
    })
    return beating
  }

  async function writeBeat(): Promise<void> {
    const askedAt = clock.now()
    const silentMs = askedAt - beatAt
    const wasKnown = await store.beat(id)
    if (isClosed) return
    if (!wasKnown) await store.join(self)
    if (!wasKnown || silentMs > FRESH_MS) {
      logger.warn(
        { instance: id, silentMs, isGivenUp: !wasKnown },
        'This gateway was silent: nothing is sent of what others have taken over meanwhile',
      )
      await duties?.onReturn()
    }
    // Counted from the asking: the database may have written it at any moment since.
    beatAt = askedAt
  }

  return {
    id,
    join,
    start,
    store,
    /** Goes into each claim: the database itself gives nothing to a gateway that has been silent. */
    isFresh: () => isFresh(database, id),
    /** Beats first when the last beat is too old to send anything. Throws what the database throws. */
    requireFresh: async (): Promise<void> => {
      if (clock.now() - beatAt > FRESH_MS) await beat()
    },
    /** Gone for good: what it still holds is anybody's at once. */
    close: async (): Promise<void> => {
      isClosed = true
      cancel()
      await beating?.catch(() => {})
      await store
        .leave(id)
        .catch((error: unknown) => logger.warn({ err: error, instance: id }, 'This gateway left unrecorded'))
    },
  }
}

export type Instance = ReturnType<typeof createInstance>
/** Who claims: the name, and the condition under which the name still counts. */
export type Claimant = Pick<Instance, 'id' | 'isFresh'>
