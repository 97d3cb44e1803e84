import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { decodeJournalPage } from '#src/contract/journal.ts'
import { paths } from '#src/contract/addresses.ts'
import { CONFIRM_HEADER } from '#src/contract/protection.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const ID = FEW_IDS.dealIdle

/** The gateway over the sandbox, with the sessions of two operators. */
async function openGateway(options: StoryOptions = {}) {
  const portal = await createStoryPortal(options)
  onTestFinished(() => portal.close())
  const anna = portal.sandbox.issueSession({ userId: 1 })
  const pyotr = portal.sandbox.issueSession({ userId: 7 })
  const call = (path: string, token: string, init: CallInit = {}) =>
    portal.browse(path, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } })
  const terminate = (
    id: string,
    { token = anna, key = crypto.randomUUID(), query = '', signal }: TerminateOptions = {},
  ) =>
    call(`${paths.workflow(id)}${query}`, token, {
      method: 'DELETE',
      headers: { 'Idempotency-Key': key },
      ...(signal ? { signal } : {}),
    })
  const journal = async (token = anna) =>
    decodeJournalPage(await (await call(paths.journal, token)).json()).entries
  const sent = () => portal.sandbox.record.deletes
  return { ...portal, anna, pyotr, call, terminate, journal, sent }
}

type CallInit = { method?: string; headers?: Record<string, string>; signal?: AbortSignal }

type TerminateOptions = { token?: string; key?: string; query?: string; signal?: AbortSignal }

async function outcome(response: Promise<Response>): Promise<string> {
  const answer = await response
  const code = decodeErrorEnvelope(await answer.json().catch(() => null))?.code
  return code ? `${answer.status} ${code}` : String(answer.status)
}

describe('a termination through the gateway', () => {
  it('is answered with the API’s 204, and is on record with what the list knew', async () => {
    const { terminate, journal, call, anna } = await openGateway()
    await call(paths.workflows, anna)
    const answer = await terminate(ID, { query: '?force=true&status=Why%20not', key: 'operation-1' })
    expect([answer.status, await answer.text(), answer.headers.get('Idempotency-Key')]).toEqual([
      204,
      '',
      'operation-1',
    ])
    const [entry] = await journal()
    expect(entry).toMatchObject({
      id: 'operation-1',
      workflowId: ID,
      mode: 'force',
      reason: 'Why not',
      state: 'accepted',
      operator: { id: '1', name: 'Anna Ivanova' },
      entity: 'CCrmDocumentDeal',
      httpStatus: 204,
      attempts: 1,
    })
  })

  it.each([
    ['/v1/workflows/...', '400 INVALID_WORKFLOW_ID'],
    ['/v1/workflows/a%2Fb', '400 INVALID_WORKFLOW_ID'],
    [`/v1/workflows/${'a'.repeat(65)}`, '400 INVALID_WORKFLOW_ID'],
    ['/v1/workflows/%D1%8F', '400 INVALID_WORKFLOW_ID'],
    [`/v1/workflows/${ID}?force=yes`, '400 VALIDATION_ERROR'],
    [`/v1/workflows/${ID}?reason=x`, '400 VALIDATION_ERROR'],
    [`/v1/workflows/${ID}?status=a&status=b`, '400 VALIDATION_ERROR'],
    [`/v1/workflows/${ID}?status=${'x'.repeat(4001)}`, '400 VALIDATION_ERROR'],
  ])('%s leaves nothing', async (path, expected) => {
    const { call, anna, sent, journal } = await openGateway()
    expect(await outcome(call(path, anna, { method: 'DELETE' }))).toBe(expected)
    expect(sent()).toEqual([])
    expect(await journal()).toEqual([])
  })

  it('needs an operation id that is one, and makes one where none is given', async () => {
    const { call, anna, terminate } = await openGateway()
    expect(await outcome(terminate(ID, { key: 'short' }))).toBe('400 INVALID_OPERATION_ID')
    const made = await call(paths.workflow(ID), anna, { method: 'DELETE' })
    expect(made.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['seen and protected', FEW_IDS.leadBySystem, true, '400 CONFIRMATION_REQUIRED'],
    ['seen and not protected', ID, true, '204'],
    ['never seen, so that nobody knows', ID, false, '400 CONFIRMATION_REQUIRED'],
  ])('of a workflow that is %s needs the end of its ID', async (_name, id, isSeen, expected) => {
    const { terminate, call, anna, sent } = await openGateway({ gateway: { protectedStarters: ['0'] } })
    if (isSeen) await call(paths.workflows, anna)
    expect(await outcome(terminate(id))).toBe(expected)
    expect(sent()).toHaveLength(expected === '204' ? 1 : 0)
  })

  it('of a protected workflow is sent with the end of its ID, and with no other', async () => {
    const { call, anna, sent } = await openGateway({ gateway: { protectedStarters: ['0'] } })
    const id = FEW_IDS.leadBySystem
    const confirmed = (confirmation: string) =>
      call(paths.workflow(id), anna, { method: 'DELETE', headers: { [CONFIRM_HEADER]: confirmation } })
    expect(await outcome(confirmed('0000'))).toBe('400 CONFIRMATION_REQUIRED')
    expect(sent()).toEqual([])
    expect(await outcome(confirmed(id.slice(-4)))).toBe('204')
    expect(sent()).toMatchObject([{ id, headerNames: expect.not.arrayContaining(['x-confirm-id']) }])
  })

  it('without a session reaches nothing and is not on record', async () => {
    const { browse, sent, journal } = await openGateway()
    expect(await outcome(browse(paths.workflow(ID), { method: 'DELETE' }))).toBe('401 TOKEN_MISSING')
    expect(sent()).toEqual([])
    expect(await journal()).toEqual([])
  })

  it('that arrives twice is sent once, and both hear the same', async () => {
    const { terminate, sent, sandbox } = await openGateway()
    const held = sandbox.holdNext({ method: 'DELETE' })
    const first = terminate(ID, { key: 'operation-1' })
    await held.arrived
    const second = terminate(ID, { key: 'operation-1' })
    held.release()
    expect([(await first).status, (await second).status]).toEqual([204, 204])
    expect((await terminate(ID, { key: 'operation-1' })).status).toBe(204)
    expect(sent()).toHaveLength(1)
    expect(await outcome(terminate(FEW_IDS.quote, { key: 'operation-1' }))).toBe('409 OPERATION_REUSED')
    expect(sent()).toHaveLength(1)
  })

  it('that another operator has under way is refused with who and since when', async () => {
    const { terminate, sent, sandbox, pyotr } = await openGateway()
    const held = sandbox.holdNext({ method: 'DELETE' })
    const first = terminate(ID, { key: 'operation-1' })
    await held.arrived
    const answer = await terminate(ID, { token: pyotr })
    expect(decodeErrorEnvelope(await answer.json())).toMatchObject({
      code: 'BEING_TERMINATED',
      operatorName: 'Anna Ivanova',
      journalId: 'operation-1',
      since: '2026-03-31T10:30:00.000Z',
    })
    held.release()
    await first
    expect(sent()).toHaveLength(1)
  })

  it('is settled though its client has gone', async () => {
    const { terminate, journal, sandbox } = await openGateway()
    const client = new AbortController()
    const held = sandbox.holdNext({ method: 'DELETE' })
    const gone = terminate(ID, { signal: client.signal })
    await held.arrived
    client.abort()
    held.release()
    await gone.catch(() => null)
    expect((await journal())[0]).toMatchObject({ state: 'accepted' })
  })

  it('that waited ten seconds for its turn is withdrawn, and may be tried again', async () => {
    const { terminate, journal, sent, sandbox, clock, call, anna } = await openGateway({
      gateway: { pacer: { concurrency: 1, ratePerSecond: 1000, burst: 1000 } },
    })
    await call(paths.journal, anna)
    const held = sandbox.holdNext({ path: '/v1/workflows' })
    const reading = call(paths.workflows, anna)
    await held.arrived
    const waiting = outcome(terminate(ID))
    await clock.advance(11_000)
    expect(await waiting).toBe('429 RATE_LIMITED')
    held.release()
    await reading
    expect((await journal())[0]).toMatchObject({ state: 'withdrawn', attempts: 0 })
    expect(sent()).toEqual([])
    expect((await terminate(ID)).status).toBe(204)
  })

  it.each([
    ['one after the other', 1],
    ['all at once', 30],
  ])('that could not leave in time is refused at once, and never sent: %s', async (_name, together) => {
    const { terminate, sandbox, sent, clock, journal, anna, call } = await openGateway({
      gateway: { pacer: { concurrency: 1, ratePerSecond: 1, burst: 12 } },
    })
    await call(paths.workflows, anna)
    sandbox.holdNext({ method: 'DELETE' })
    const pending: Promise<string>[] = []
    for (let index = 0; index < 30; index += 1) {
      pending.push(outcome(terminate(`busy.${index}`)))
      if ((index + 1) % together === 0) await clock.advance(0)
    }
    sandbox.releaseAll()
    await clock.advance(15_000)
    const outcomes = Map.groupBy(await Promise.all(pending), (told) => told)
    expect([...outcomes.keys()].toSorted()).toEqual(['404 ENTITY_NOT_FOUND', '503 GATEWAY_BUSY'])
    const refused = outcomes.get('503 GATEWAY_BUSY')?.length ?? 0
    expect(refused).toBeGreaterThan(5)
    expect(sent()).toHaveLength(30 - refused)
    // Those that arrive together were written before any of them stood in the queue.
    const states = Map.groupBy(await journal(), ({ state }) => state)
    expect(states.get('already_gone')).toHaveLength(30 - refused)
    expect(states.get('withdrawn') ?? []).toHaveLength(together === 1 ? 0 : refused)
    expect(await outcome(terminate('later'))).toBe('404 ENTITY_NOT_FOUND')
  })

  it('asks for a reason where one is required', async () => {
    const { terminate, sent } = await openGateway({ gateway: { requireReason: 'force' } })
    expect(await outcome(terminate(ID, { query: '?force=true&status=%20' }))).toBe('400 REASON_REQUIRED')
    expect(sent()).toEqual([])
    expect((await terminate(ID)).status).toBe(204)
  })

  it.each([
    [{ code: 'ENTITY_NOT_FOUND' }, '404 ENTITY_NOT_FOUND', 'already_gone'],
    [{ code: 'BITRIX_ACCESS_DENIED' }, '403 BITRIX_ACCESS_DENIED', 'refused'],
    [{ code: 'BITRIX_ERROR' }, '422 BITRIX_ERROR', 'refused'],
    [{ code: 'RATE_LIMITED', retryAfter: 60 }, '429 RATE_LIMITED', 'withdrawn'],
    [{ code: 'ERROR_LOOP_DETECTED', retryAfter: 60 }, '429 ERROR_LOOP_DETECTED', 'withdrawn'],
    [{ code: 'BITRIX_UNAVAILABLE' }, '502 BITRIX_UNAVAILABLE', 'unknown'],
    [{ code: 'QUEUE_TIMEOUT' }, '504 QUEUE_TIMEOUT', 'unknown'],
    [{ code: 'BITRIX_UNAVAILABLE', html: true }, '502 NO_ANSWER', 'unknown'],
    [{ code: 'ODD', status: 200 }, '502 UNREADABLE_ANSWER', 'unknown'],
  ])('answered with %j is told as %s and recorded as %s', async (fault, told, state) => {
    const { terminate, journal, sandbox, sent, clock } = await openGateway()
    sandbox.failNext({ method: 'DELETE', ...fault })
    expect(await outcome(terminate(ID))).toBe(told)
    await clock.advance(90_000)
    expect(sent()).toHaveLength(1)
    const entry = (await journal()).at(-1)
    expect(entry?.state === 'still_running' ? 'unknown' : entry?.state).toBe(state)
  })

  it('is sent again three times at most when the API asks for a moment', async () => {
    const { terminate, journal, sandbox, sent, clock } = await openGateway()
    sandbox.failNext({ method: 'DELETE', code: 'RATE_LIMITED', retryAfter: 1, times: 9 })
    const answer = outcome(terminate(ID))
    await clock.advance(9000)
    expect(await answer).toBe('429 RATE_LIMITED')
    expect(sent()).toHaveLength(4)
    expect((await journal())[0]).toMatchObject({ state: 'withdrawn', attempts: 4 })
  })
})

describe('what becomes of it', () => {
  it('is found out: ended, and confirmed once more', async () => {
    const { terminate, journal, clock, call, anna } = await openGateway()
    await call(paths.workflows, anna)
    await terminate(ID)
    await clock.advance(3000)
    expect((await journal())[0]?.state).toBe('gone')
    await clock.advance(70_000)
    expect((await journal())[0]?.state).toBe('gone')
  })

  it('is found out after a lost answer that acted, without a second DELETE', async () => {
    const { terminate, journal, clock, sandbox, sent } = await openGateway()
    sandbox.loseNextAnswer({ method: 'DELETE', applied: true })
    expect(await outcome(terminate(ID))).toBe('502 NO_ANSWER')
    expect((await journal())[0]?.state).toBe('unknown')
    await clock.advance(3000)
    expect((await journal())[0]?.state).toBe('no_longer_running')
    expect(sent()).toHaveLength(1)
  })

  it('is found out after a lost answer that did not act', async () => {
    const { terminate, journal, clock, sandbox, call, anna } = await openGateway()
    // Look-ups use the session of somebody who has shown that they may read the list.
    await call(paths.workflows, anna)
    sandbox.loseNextAnswer({ method: 'DELETE', applied: false })
    await outcome(terminate(ID))
    await clock.advance(15_000)
    expect((await journal())[0]?.state).toBe('still_running')
  })

  it('is taken back when a running step writes the row back', async () => {
    const { terminate, journal, clock, sandbox, call, anna } = await openGateway({
      sandbox: { writtenBackStays: true },
    })
    const id = FEW_IDS.dealStepRunning
    sandbox.setWrittenBack(id, true)
    await call(paths.workflows, anna)
    await terminate(id)
    sandbox.finishStep(id)
    await clock.advance(120_000)
    await clock.advance(720_000)
    expect((await journal())[0]?.state).toBe('still_running')
    expect(sandbox.hasWorkflow(id)).toBe(true)
  })

  it('says still running when a stuck one shows no effect for ten minutes', async () => {
    const { terminate, journal, clock } = await openGateway()
    await terminate(FEW_IDS.dealStuck)
    await clock.advance(300_000)
    expect((await journal())[0]?.state).toBe('accepted')
    await clock.advance(330_000)
    expect((await journal())[0]?.state).toBe('still_running')
  })

  it('survives a crash: unknown, then looked up as soon as somebody is signed in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flowstop-crash-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const database = { kind: 'sqlite' as const, file: join(folder, 'flowstop.db') }
    const before = await openGateway({ database })
    const held = before.sandbox.holdNext({ method: 'DELETE' })
    const lost = before.terminate(ID, { key: 'operation-1' })
    await held.arrived
    const after = await openGateway({ database })
    await after.clock.advance(60_000)
    expect((await after.journal())[0]).toMatchObject({ id: 'operation-1', state: 'unknown' })
    await after.clock.advance(15_000)
    expect((await after.journal())[0]?.state).toBe('still_running')
    expect(after.sent()).toEqual([])
    held.release()
    await lost
  })
})

describe('the journal over the wire', () => {
  it('shows one portal’s rows to who may read its list, and nothing to others', async () => {
    const { terminate, call, journal, sandbox, browse } = await openGateway()
    await terminate(ID, { key: 'operation-1' })
    const boris = sandbox.issueSession({ userId: 12 })
    expect(await outcome(browse(paths.journal))).toBe('401 TOKEN_MISSING')
    expect(await outcome(call(paths.journal, boris))).toBe('403 BITRIX_ACCESS_DENIED')
    expect(await outcome(call(paths.journalEntry('operation-1'), boris))).toBe('403 BITRIX_ACCESS_DENIED')
    expect(await journal()).toHaveLength(1)
  })

  it('refuses filters that make no sense, and says which', async () => {
    const { call, anna } = await openGateway()
    for (const query of ['?state=dead', '?before=x', '?workflowId=..', '?who=me', `?q=${'x'.repeat(201)}`])
      expect(await outcome(call(paths.journal + query, anna))).toBe('400 VALIDATION_ERROR')
    expect(await outcome(call(paths.journalEntry('nothing-here'), anna))).toBe('404 NOT_FOUND')
  })
})
