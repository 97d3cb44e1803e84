import { expect, it, onTestFinished } from 'vitest'

import { ANNA, type Person } from '#server/sandbox/access/people.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { createStoryPortal } from '#src/testing/story-portal.ts'

const FIVE_MINUTES_MS = 5 * 60_000
const OF_THE_PORTAL = [paths.journal, `${paths.journal}?recent=true`, `${paths.names}?users=1`]

async function open() {
  const portal = await createStoryPortal()
  onTestFinished(() => portal.close())
  const ask = async (path: string, token: string | null) => {
    const answer = await portal.browse(
      path,
      token === null ? {} : { headers: { Authorization: `Bearer ${token}` } },
    )
    const code = decodeErrorEnvelope(await answer.json().catch(() => null))?.code
    return code === undefined ? String(answer.status) : `${answer.status} ${code}`
  }
  const { sandbox } = portal
  const asked = (route: string) => sandbox.record.requests[route] ?? 0
  return { ...portal, ask, asked, signIn: ({ id }: Person) => sandbox.issueSession({ userId: id }) }
}

it.each(OF_THE_PORTAL)('%s: nothing without a token, and nothing is asked of the API', async (path) => {
  const { ask, sandbox } = await open()
  expect(await ask(path, null)).toBe('401 TOKEN_MISSING')
  expect(sandbox.record.requests).toEqual({})
})

it('asks the API once in five minutes who somebody is and whether they may read', async () => {
  const { ask, asked, signIn, clock } = await open()
  const anna = signIn(ANNA)
  await Promise.all([ask(paths.journal, anna), ask(paths.journal, anna), ask(paths.journal, anna)])
  await clock.advance(FIVE_MINUTES_MS - 1000)
  expect(await ask(paths.journal, anna)).toBe('200')
  expect([asked('GET /v1/me'), asked('GET /v1/workflows')]).toEqual([1, 1])
  await clock.advance(2000)
  expect(await ask(paths.journal, anna)).toBe('200')
  expect([asked('GET /v1/me'), asked('GET /v1/workflows')]).toEqual([2, 2])
})

it('counts the operator’s own reads of the list as the check', async () => {
  const { ask, asked, signIn } = await open()
  const anna = signIn(ANNA)
  expect(await ask(paths.workflows, anna)).toBe('200')
  expect(await ask(paths.journal, anna)).toBe('200')
  expect(asked('GET /v1/workflows')).toBe(1)
})

it('gives nothing any more five minutes after a session has ended, or as soon as a call finds out', async () => {
  const { ask, signIn, sandbox, clock } = await open()
  const [anna, other] = [signIn(ANNA), signIn(ANNA)]
  expect([await ask(paths.journal, anna), await ask(paths.journal, other)]).toEqual(['200', '200'])
  sandbox.expireSessions()
  expect(await ask(paths.workflows, other)).toBe('401 TOKEN_EXPIRED')
  expect(await ask(paths.journal, other)).toBe('401 TOKEN_EXPIRED')
  await clock.advance(FIVE_MINUTES_MS)
  expect(await ask(paths.journal, anna)).toBe('401 TOKEN_EXPIRED')
})

it('does not take a failed check for a right', async () => {
  const { ask, signIn, sandbox } = await open()
  const anna = signIn(ANNA)
  sandbox.failNext({ method: 'GET', path: '/v1/workflows', code: 'INTERNAL_ERROR', times: 9 })
  expect(await ask(paths.journal, anna)).toBe('500 INTERNAL_ERROR')
  sandbox.clearFaults()
  expect(await ask(paths.journal, anna)).toBe('200')
})

it('asks about made-up tokens a few at a time, and never keeps who is known from going on', async () => {
  const { ask, asked, signIn, sandbox } = await open()
  const anna = signIn(ANNA)
  expect(await ask(paths.journal, anna)).toBe('200')
  sandbox.holdNext({ path: '/v1/me' })
  const strangers = Array.from({ length: 40 }, (_, index) =>
    ask(paths.journal, `vibe_session_made_up_${index}`),
  )
  expect(await ask(paths.journal, anna)).toBe('200')
  sandbox.releaseAll()
  const told = Map.groupBy(await Promise.all(strangers), (outcome) => outcome)
  expect(Object.fromEntries([...told].map(([outcome, all]) => [outcome, all.length]))).toEqual({
    '401 INVALID_SESSION': 16,
    '503 GATEWAY_BUSY': 24,
  })
  expect(asked('GET /v1/me')).toBe(1 + 16)
})
