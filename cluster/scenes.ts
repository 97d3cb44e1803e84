import { setTimeout as pause } from 'node:timers/promises'

import { createBrowser } from './browser.ts'
import { beginBatch, leftOf, readBatch, resume, startOperators, untilBatch } from './operators.ts'
import type { GatewayProcess } from './gateway-process.ts'
import type { Stage } from './stage.ts'
import { compare, findUntrueAnswers, type Truth } from './truth.ts'

export type Outcome = { faults: string[]; figures: Record<string, string | number> }

const OPERATORS = 6
const RESTART_ITEMS = 700
const BATCH_ITEMS = 300
const DONE_MS = 120_000
/** 70 s of silence, a beat of whoever sees it, and a look. */
const PAUSED_MS = 100_000
/** Its last beat may have been just before. */
const LEAST_SILENCE_MS = 60_000

/** Both gateways are restarted, one after the other, while operators work and a batch runs. */
export async function restart(stage: Stage): Promise<Outcome> {
  const since = Date.now()
  const operators = await startOperators(stage, OPERATORS)
  const items = stage.takeIds(RESTART_ITEMS)
  const batchId = await beginBatch(operators.first, items)
  operators.watch(batchId)
  await pause(8000)
  const faults: string[] = []
  let resumes = 0
  const codes: (number | null)[] = []
  for (const gateway of [stage.left, stage.right]) {
    await stage.takeOut(gateway)
    codes.push(await gateway.stop())
    // As an operator who looks at it does.
    if ((await readBatch(operators.first, batchId)).batch.state === 'paused') {
      resumes += 1
      const status = await resume(operators.first, batchId)
      if (status !== 200) faults.push(`The batch was not resumed: ${status}`)
    }
    await gateway.start()
    await stage.putBack(gateway)
    await pause(4000)
  }
  const { requests, failures, singles, resent } = await operators.stop()
  const last = await untilBatch(operators.first, batchId, ({ batch }) => batch.state === 'done', DONE_MS)
  operators.close()
  const asked = [...items, ...singles.map(({ workflowId }) => workflowId)]
  const truth = await compare(stage, asked, since)
  const untrue = await findUntrueAnswers(stage, singles, since)
  if (resumes === 0) faults.push('No gateway had the batch when it was restarted: nothing was shown')
  if (truth.unknown > 0)
    faults.push(`${truth.unknown} outcomes are unknown after restarts that wait for them`)
  return {
    faults: [
      ...faults,
      ...failures.map((failure) => `An operator's request failed: ${failure}`),
      ...untrue.map((text) => `An operator was told something else: ${text}`),
      ...codes.filter((code) => code !== 0).map((code) => `A gateway ended with ${code}`),
      ...faultsOf(truth),
    ],
    figures: {
      'operators’ requests': requests,
      'through nginx to left / right / tried at both': Object.values(stage.calls()).join(' / '),
      'of these failed': failures.length,
      'sent again by the browser on a closed connection': resent,
      'single terminations': singles.length,
      'items of the batch': last.batch.total,
      'the batch was resumed': resumes,
      ...figuresOf(truth),
    },
  }
}

/** The gateway that works for a batch is killed: the other shows it paused, and goes on when told to. */
export async function kill(stage: Stage): Promise<Outcome> {
  return losing(stage, async (holder) => {
    holder.signal('SIGKILL')
    await stage.takeOut(holder)
    return async () => {
      await holder.start()
      await stage.putBack(holder)
      return []
    }
  })
}

/** It is stopped past its heartbeat instead, and wakes up in the middle of what the other one has taken over. */
export async function stop(stage: Stage): Promise<Outcome> {
  return losing(stage, async (holder) => {
    holder.signal('SIGSTOP')
    await stage.takeOut(holder)
    return async (sentBefore) => {
      holder.signal('SIGCONT')
      await pause(5000)
      // Its own count, which tells of a call when it has been answered, or was given up.
      const sent = (await holder.sentDeletes()) - sentBefore
      await stage.putBack(holder)
      return [
        ...(sent === 0 ? [] : [`The woken gateway sent ${sent} DELETEs`]),
        ...['This gateway was silent', 'A batch was moved elsewhere']
          .filter((words) => !holder.output().includes(words))
          .map((words) => `The woken gateway does not say "${words}"`),
      ]
    }
  })
}

/** `sentBefore`: how many DELETEs it may have counted by then. */
type Lose = (holder: GatewayProcess) => Promise<(sentBefore: number) => Promise<string[]>>

async function losing(stage: Stage, lose: Lose): Promise<Outcome> {
  const since = Date.now()
  const token = await stage.sandbox.issueSession(1)
  const browser = createBrowser(stage.port, 0, token)
  const items = stage.takeIds(BATCH_ITEMS)
  const earlier = new Map<GatewayProcess, number>()
  for (const gateway of stage.gateways) earlier.set(gateway, await gateway.sentDeletes())
  const batchId = await beginBatch(browser, items)
  await untilBatch(browser, batchId, (now) => leftOf(now) < BATCH_ITEMS * 0.7, DONE_MS)
  const holder = await findHolder(stage, batchId)
  const lostAt = Date.now()
  const comeBack = await lose(holder)
  const seen = await untilBatch(browser, batchId, ({ batch }) => batch.state === 'paused', PAUSED_MS)
  const pausedAfterMs = Date.now() - lostAt
  // Nobody else has sent any until now.
  const sentBefore = (earlier.get(holder) ?? 0) + (await stage.sandbox.deletes()).length
  const status = await resume(browser, batchId)
  await untilBatch(browser, batchId, (now) => leftOf(now) < leftOf(seen), DONE_MS)
  const unknown =
    seen.batch.counts.unknown + seen.batch.counts.no_longer_running + seen.batch.counts.still_running
  const faults = await comeBack(sentBefore)
  await untilBatch(browser, batchId, ({ batch }) => batch.state === 'done', DONE_MS)
  browser.close()
  const truth = await compare(stage, items, since)
  const never = items.length - truth.deletes
  return {
    faults: [
      ...(status === 200 ? [] : [`The batch was not resumed: ${status}`]),
      ...(seen.batch.pause?.why === 'gateway_restarted'
        ? []
        : [`It rests because of ${seen.batch.pause?.why}`]),
      ...(pausedAfterMs > LEAST_SILENCE_MS ? [] : [`It was taken over after ${pausedAfterMs} ms: too soon`]),
      ...faults,
      ...faultsOf(truth),
    ],
    figures: {
      'items of the batch': items.length,
      'left when it was lost': leftOf(seen),
      'shown as paused after': `${(pausedAfterMs / 1000).toFixed(1)} s`,
      'unknown at that moment': unknown,
      'claimed, and never left': never,
      ...figuresOf(truth),
    },
  }
}

async function findHolder({ journal, gateways }: Stage, batchId: string): Promise<GatewayProcess> {
  const row = await journal.db
    .selectFrom('batches')
    .select('instance')
    .where('id', '=', batchId)
    .executeTakeFirstOrThrow()
  const holder = gateways.find((gateway) => gateway.instance() === row.instance)
  if (!holder) throw new Error('Nobody works for the batch')
  return holder
}

function faultsOf({ doubled, lost, lies }: Truth): string[] {
  return [
    ...doubled.map((id) => `${id} got more than one DELETE`),
    ...lost.map((id) => `${id} was lost`),
    ...lies.map((id) => `Of ${id} the journal and the portal tell different things`),
  ]
}

function figuresOf({ deletes, rows, doubled, lost, lies, unknown }: Truth): Outcome['figures'] {
  return {
    'DELETEs the portal received': deletes,
    'entries in the journal': rows,
    'outcomes nobody heard': unknown,
    'doubled / lost / told wrongly': `${doubled.length} / ${lost.length} / ${lies.length}`,
  }
}
