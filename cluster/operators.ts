import { setTimeout as pause } from 'node:timers/promises'

import { paths } from '#src/contract/addresses.ts'
import { decodeBatchAnswer, decodeBatchProgress, type BatchProgress } from '#src/contract/batch.ts'

import { createBrowser, type Answer, type Browser } from './browser.ts'
import type { Stage } from './stage.ts'

const BETWEEN_MS = 120
/** Anna and Pyotr of the sandbox: administrators. */
const USERS = [1, 7]

export type Single = { workflowId: string; operationId: string; status: number }

/** Operators at their browsers: they list, look at the journal and the batch, and terminate one workflow after the other. */
export async function startOperators(stage: Stage, count: number) {
  const browsers: Browser[] = []
  for (let index = 0; index < count; index += 1)
    browsers.push(createBrowser(stage.port, index, await stage.sandbox.issueSession(USERS[index % 2] ?? 1)))
  const failures: string[] = []
  const singles: Single[] = []
  let requests = 0
  const over = new AbortController()
  let batchId: string | null = null

  async function ask(
    browser: Browser,
    path: string,
    init?: Parameters<Browser['call']>[1],
  ): Promise<Answer | null> {
    requests += 1
    try {
      const answer = await browser.call(path, init)
      if (answer.status < 200 || answer.status > 299)
        failures.push(`${init?.method ?? 'GET'} ${path}: ${answer.status} ${answer.body.slice(0, 120)}`)
      return answer
    } catch (error) {
      failures.push(
        `${init?.method ?? 'GET'} ${path}: ${error instanceof Error ? error.message : String(error)}`,
      )
      return null
    }
  }

  async function terminateOne(browser: Browser): Promise<void> {
    const [workflowId = ''] = stage.takeIds(1)
    const operationId = crypto.randomUUID()
    const headers = { 'Idempotency-Key': operationId }
    const answer = await ask(browser, paths.workflow(workflowId), { method: 'DELETE', headers })
    singles.push({ workflowId, operationId, status: answer?.status ?? 0 })
  }

  async function work(browser: Browser): Promise<void> {
    const reads = [
      () => paths.workflows,
      () => `${paths.workflows}?offset=${Math.floor(Math.random() * 40) * 50}`,
      () => `${paths.journal}?recent=true`,
      () => paths.mirror,
      () => (batchId === null ? paths.batches : paths.batch(batchId)),
    ]
    for (let turn = 0; !over.signal.aborted; turn += 1) {
      if (turn % 4 === 3) await terminateOne(browser)
      else await ask(browser, reads[turn % reads.length]?.() ?? paths.workflows)
      await pause(BETWEEN_MS)
    }
  }

  const working = browsers.map(work)
  const [first] = browsers
  if (!first) throw new Error('There are no operators')
  return {
    first,
    ask: (path: string, init?: Parameters<Browser['call']>[1]) => ask(first, path, init),
    watch: (id: string) => {
      batchId = id
    },
    stop: async () => {
      over.abort()
      await Promise.all(working)
      const resent = browsers.reduce((sum, browser) => sum + browser.resentCount(), 0)
      return { requests, failures, singles, resent }
    },
    close: () => {
      for (const browser of browsers) browser.close()
    },
  }
}

export async function beginBatch(browser: Browser, workflowIds: readonly string[]): Promise<string> {
  const body = {
    id: crypto.randomUUID(),
    mode: 'force',
    reason: 'Several gateways',
    workflowIds,
    confirmedCount: workflowIds.length,
    retryOf: null,
  }
  const { status, body: text } = await browser.call(paths.batches, { method: 'POST', body })
  if (status !== 201) throw new Error(`The batch was not begun: ${status} ${text}`)
  return decodeBatchAnswer(JSON.parse(text)).id
}

export async function readBatch(browser: Browser, id: string): Promise<BatchProgress> {
  const { status, body } = await browser.call(paths.batch(id))
  if (status !== 200) throw new Error(`The batch was not shown: ${status} ${body}`)
  return decodeBatchProgress(JSON.parse(body))
}

export async function resume(browser: Browser, id: string): Promise<number> {
  return (await browser.call(paths.batchMove(id, 'resume'), { method: 'POST' })).status
}

/** Looks at the batch until it is so. Throws when that takes too long. */
export async function untilBatch(
  browser: Browser,
  id: string,
  isSo: (progress: BatchProgress) => boolean,
  mostMs: number,
): Promise<BatchProgress> {
  const deadline = Date.now() + mostMs
  for (;;) {
    const progress = await readBatch(browser, id)
    if (isSo(progress)) return progress
    if (Date.now() > deadline)
      throw new Error(`The batch stays ${progress.batch.state}: ${JSON.stringify(progress.batch.counts)}`)
    await pause(250)
  }
}

export const leftOf = ({ batch: { counts } }: BatchProgress) => counts.queued + counts.sending
