import { describe, expect, it } from 'vitest'

import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { outcome } from '#src/testing/batch-gateway.ts'
import { openTwoGateways } from '#src/testing/several-gateways.ts'

import { SILENT_MS } from './instance-store.ts'

const DELETE = { method: 'DELETE' }

/** Time stands still for the gateways, and not for the database of a busy machine. */
const PATIENCE = { timeout: 30_000 }

describe('a termination, with two gateways on one journal', PATIENCE, () => {
  it('that one has under way is refused by the other with who and since when', async () => {
    const { left, right, sandbox, ids, sent, terminate } = await openTwoGateways()
    const held = sandbox.holdNext(DELETE)
    const first = terminate(left, ids[0] ?? '', 'operation-1')
    await held.arrived
    const second = await terminate(right, ids[0] ?? '')
    expect(second.status).toBe(409)
    expect(decodeErrorEnvelope(await second.json())).toMatchObject({
      code: 'BEING_TERMINATED',
      operatorName: 'Anna Ivanova',
      journalId: 'operation-1',
    })
    held.release()
    expect((await first).status).toBe(204)
    expect(sent()).toHaveLength(1)
  })

  it('that arrives at both is sent once, and both hear the same', async () => {
    const { left, right, sandbox, ids, sent, terminate, pass, answered } = await openTwoGateways()
    const held = sandbox.holdNext(DELETE)
    const first = terminate(left, ids[0] ?? '', 'operation-1')
    await held.arrived
    const second = terminate(right, ids[0] ?? '', 'operation-1')
    await pass(2000)
    held.release()
    expect((await answered(Promise.all([first, second]))).map(({ status }) => status)).toEqual([204, 204])
    expect((await terminate(right, ids[0] ?? '', 'operation-1')).status).toBe(204)
    expect(await outcome(terminate(right, ids[1] ?? '', 'operation-1'))).toBe('409 OPERATION_REUSED')
    expect(sent()).toHaveLength(1)
  })

  it('of a gateway that fell silent is unknown to the other, and its late answer still counts', async () => {
    const { left, right, sandbox, ids, sent, terminate, stop, goOn, pass, until, answered, entries } =
      await openTwoGateways()
    const held = sandbox.holdNext({ ...DELETE, applied: true })
    const first = terminate(left, ids[0] ?? '', 'operation-1')
    await held.arrived
    stop()
    const second = outcome(terminate(right, ids[0] ?? '', 'operation-1'))
    await pass(SILENT_MS - 15_000)
    expect((await entries())[0]).toMatchObject({ state: 'sending' })
    sandbox.setReachable(false)
    await until(async () => (await entries())[0]?.state === 'unknown')
    expect(await answered(second)).toBe('502 NO_ANSWER')
    expect((await entries())[0]).toMatchObject({ state: 'unknown', errorCode: 'NO_ANSWER' })
    // Nobody can look it up before its answer comes.
    held.release()
    expect((await first).status).toBe(204)
    goOn()
    await pass(1000)
    expect((await entries())[0]).toMatchObject({ httpStatus: 204 })
    expect(sent()).toHaveLength(1)
  })

  it('that waited at a gateway that fell silent is withdrawn by the other, and not sent on waking', async () => {
    const { left, sandbox, ids, sent, terminate, stop, goOn, pass, until, answered, entries } =
      await openTwoGateways()
    const held = [sandbox.holdNext({ path: '/v1/workflows' }), sandbox.holdNext({ path: '/v1/workflows' })]
    const reads = held.map(() => left.call(paths.workflows))
    for (const { arrived } of held) await arrived
    const waiting = outcome(terminate(left, ids[0] ?? ''))
    await pass(1000)
    stop()
    await until(async () => (await entries())[0]?.state === 'withdrawn')
    expect((await entries())[0]).toMatchObject({ attempts: 0 })
    // The slot that it waits for becomes free before anything tells it that its time is over.
    for (const { release } of held) release()
    await Promise.all(reads)
    await pass(1000)
    goOn()
    await pass(1000)
    expect(await answered(waiting)).toBe('429 RATE_LIMITED')
    expect(sent()).toEqual([])
  })

  it('at a gateway that has not beaten for a while leaves after a beat', async () => {
    const { left, ids, terminate, stop, pass, answered } = await openTwoGateways()
    stop()
    await pass(SILENT_MS - 20_000)
    expect((await answered(terminate(left, ids[0] ?? ''))).status).toBe(204)
    expect(left.logLines().join('')).toContain('This gateway was silent')
  })

  it('whose client has gone is waited for by a gateway that ends', async () => {
    const { left, sandbox, ids, terminate, pass, answered, entries } = await openTwoGateways()
    const held = sandbox.holdNext({ ...DELETE, applied: true })
    const first = terminate(left, ids[0] ?? '')
    await held.arrived
    let isAtRest = false
    const resting = left.rest().then(() => {
      isAtRest = true
    })
    await pass(2500)
    expect(isAtRest).toBe(false)
    held.release()
    await answered(resting)
    expect((await entries())[0]).toMatchObject({ httpStatus: 204 })
    await answered(first)
  })

  it('that is proved gone by one is known to the other, which tells when it comes back', async () => {
    const { left, right, sandbox, ids, terminate, pass, until, entries } = await openTwoGateways()
    await terminate(left, ids[0] ?? '')
    await until(async () => (await entries())[0]?.state === 'gone')
    await pass(15_000)
    sandbox.addWorkflow({ ID: ids[0] })
    await right.call(paths.workflows)
    await until(async () => (await entries())[0]?.state === 'still_running')
    expect(right.sent()).toEqual([ids[0]])
  })
})

describe('a batch, with two gateways on one journal', PATIENCE, () => {
  it('is shown, stopped and resumed by either, and each item is sent once', async () => {
    const { left, right, ids, sent, sentAll, pass, until } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 50))
    await pass(GRACE_MS)
    await until(() => sent().length > 5)
    expect((await right.progress(id)).batch).toMatchObject({ state: 'active' })
    expect((await right.move(id, 'pause')).status).toBe(200)
    await pass(1000)
    const atPause = sent().length
    await pass(20_000)
    expect(sent()).toHaveLength(atPause)
    expect((await left.progress(id)).batch).toMatchObject({ state: 'paused', pause: { why: 'operator' } })
    expect((await right.move(id, 'resume')).status).toBe(200)
    await until(async () => (await left.progress(id)).batch.state === 'done')
    expect(sentAll(ids.slice(0, 50))).toBe(true)
  })

  it('stopped by the other leaves nothing waiting, also what the API gives back afterwards', async () => {
    const { left, right, sandbox, ids, pass, until, answered } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 30))
    await pass(GRACE_MS)
    const held = sandbox.holdNext(DELETE)
    await answered(held.arrived)
    expect((await right.move(id, 'stop')).status).toBe(200)
    sandbox.failNext({ ...DELETE, code: 'RATE_LIMITED', retryAfter: 1 })
    held.release()
    await until(async () => {
      const { counts } = (await right.progress(id)).batch
      return counts.queued + counts.sending === 0
    })
    const { batch } = await right.progress(id)
    expect(batch.state).toBe('stopped')
    expect(batch.counts.withdrawn).toBeGreaterThan(0)
  })

  it('that arrives at both is one', async () => {
    const { left, right, ids, sentAll, until } = await openTwoGateways()
    const id = crypto.randomUUID()
    const wanted = ids.slice(0, 3)
    const answers = await Promise.all([left.start(wanted, { id }), right.start(wanted, { id })])
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    await until(async () => (await left.progress(id)).batch.state === 'done')
    expect(sentAll(wanted)).toBe(true)
  })

  it('moved away and back within a second is worked for by the last one only', async () => {
    const { left, right, ids, sentAll, pass, until } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 40))
    await pass(GRACE_MS + 1000)
    await right.move(id, 'pause')
    await left.move(id, 'resume')
    await right.move(id, 'pause')
    await right.move(id, 'resume')
    await until(async () => (await right.progress(id)).batch.state === 'done')
    expect(sentAll(ids.slice(0, 40))).toBe(true)
  })

  it('moved elsewhere while it waits for the API is shown as it is there, and let go of here', async () => {
    const { left, right, sandbox, ids, pass, until } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 40))
    await pass(GRACE_MS)
    sandbox.setReachable(false)
    await until(async () => (await left.progress(id)).batch.waitingFor === 'api')
    expect((await right.move(id, 'pause')).status).toBe(200)
    expect((await right.move(id, 'resume')).status).toBe(200)
    // Here it is another one's, with its own troubles, noticed already or not.
    expect((await left.progress(id)).batch).toMatchObject({ state: 'active', waitingFor: null })
    await until(() => left.logLines().join('').includes('A batch was moved elsewhere'))
  })

  it('of a gateway that fell silent rests, goes on elsewhere, and the woken one sends nothing', async () => {
    const { left, right, sandbox, ids, sentAll, stop, goOn, pass, until, answered } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 40))
    await pass(GRACE_MS)
    const held = [sandbox.holdNext(DELETE), sandbox.holdNext(DELETE)]
    for (const { arrived } of held) await answered(arrived)
    stop()
    await pass(SILENT_MS - 15_000)
    expect((await right.progress(id)).batch.state).toBe('active')
    await until(async () => (await right.progress(id)).batch.state === 'paused')
    const { batch, events } = await right.progress(id)
    expect(batch).toMatchObject({
      pause: { why: 'gateway_restarted' },
      counts: { sending: 0 },
    })
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'started', 'paused'])
    expect((await right.move(id, 'resume')).status).toBe(200)
    await pass(1000)
    for (const { release } of held) release()
    goOn()
    await until(async () => (await left.progress(id)).batch.state === 'done')
    expect(sentAll(ids.slice(0, 40))).toBe(true)
    const said = left.logLines().join('')
    expect(said).toContain('This gateway was silent')
    expect(said).toContain('A batch was moved elsewhere')
  })

  it('whose gateway falls silent in the grace rests, and is not begun on waking', async () => {
    const { left, right, ids, sent, stop, goOn, pass, until } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 5))
    stop()
    await until(async () => (await right.progress(id)).batch.state === 'paused')
    goOn()
    await pass(5000)
    expect((await right.progress(id)).batch).toMatchObject({
      state: 'paused',
      pause: { why: 'gateway_restarted' },
      counts: { queued: 5 },
    })
    expect(sent()).toEqual([])
  })

  it('is left to the others at once by a gateway that ends, with what was on the wire on record', async () => {
    const { left, right, sandbox, ids, sentAll, pass, until, answered } = await openTwoGateways()
    const { id } = await left.begin(ids.slice(0, 40))
    await pass(GRACE_MS)
    const held = sandbox.holdNext({ ...DELETE, applied: true })
    await answered(held.arrived)
    left.drain()
    expect((await left.call('/readyz')).status).toBe(503)
    expect((await left.call('/healthz')).headers.get('Connection')).toBe('close')
    const resting = left.rest()
    // The other call that was on the wire comes to its end by itself.
    await until(async () => {
      const { state, counts } = (await right.progress(id)).batch
      return state === 'paused' && counts.sending === 1
    })
    expect((await right.progress(id)).batch.pause).toMatchObject({ why: 'gateway_restarted' })
    held.release()
    await answered(resting)
    expect((await right.progress(id)).batch.counts).toMatchObject({ sending: 0, unknown: 0 })
    expect((await right.move(id, 'resume')).status).toBe(200)
    await until(async () => (await right.progress(id)).batch.state === 'done')
    expect(sentAll(ids.slice(0, 40))).toBe(true)
  })
})
