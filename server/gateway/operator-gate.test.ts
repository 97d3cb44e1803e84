import { describe, expect, it, onTestFinished } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { ANNA, BORIS } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeJournalPage } from '#src/contract/journal.ts'
import { decodeSessionAnswer } from '#src/contract/session.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const PROXY = '10.0.0.1'
const STRANGER = '203.0.113.9'
const OWN = { 'Sec-Fetch-Site': 'same-origin' }
const API = 'http://127.0.0.1:4010'

const GATED = {
  api: {
    kind: 'personal',
    url: API,
    apiKey: SANDBOX_KEYS.personal,
    gate: { header: 'X-Remote-User', operators: ['anna', 'Пётр'] },
  },
  trustedProxies: ['10.0.0.0/8', '::1'],
} as const satisfies StoryOptions['gateway']

/** Everything by which somebody could say that they are somebody else. */
const forged = (token: string, name: string) => ({
  'X-Vibe-Authorization': `Bearer ${token}`,
  'X-Vibe-User-Id': String(ANNA.id),
  'X-Vibe-User-Name-Encoded': encodeURIComponent(name),
  'X-Vibe-User-Role': 'ADMIN',
  'X-Vibe-Portal-Id': '1',
  'X-Vibe-Request-Id': 'chosen-by-the-client',
  'X-Remote-User': name,
  'X-Forwarded-User': name,
  'X-Api-Key': SANDBOX_KEYS.personal,
})

async function open(gateway: StoryOptions['gateway'] = {}) {
  const portal = await createStoryPortal({ gateway })
  onTestFinished(() => portal.close())
  return portal
}

describe('who is named by an SSO proxy', () => {
  it.each([
    [PROXY, 'anna', 200],
    [PROXY, 'ANNA', 200],
    ['::ffff:10.1.2.3', 'anna', 200],
    ['::1', 'anna', 200],
    [PROXY, 'boris', 403],
    [PROXY, 'anna, boris', 403],
    [PROXY, '', 401],
    ['127.0.0.1', 'anna', 401],
    [STRANGER, 'anna', 401],
    ['10.0.0.1.evil.example', 'anna', 401],
    ['::ffff:11.0.0.1', 'anna', 401],
  ])('%s says %j: %i', async (peer, name, status) => {
    const { callFrom, asked } = await open(GATED)
    const answer = await callFrom(peer, paths.workflows, { ...OWN, 'X-Remote-User': name })
    expect(answer.status).toBe(status)
    expect(asked.length > 0).toBe(status === 200)
  })

  it('may be written in UTF-8, as proxies send it', async () => {
    const { callFrom } = await open(GATED)
    const name = Buffer.from('Пётр', 'utf8').toString('latin1')
    const answer = await callFrom(PROXY, paths.session, { ...OWN, 'X-Remote-User': name })
    expect(decodeSessionAnswer(await answer.json()).session?.operator).toEqual({ id: null, name: 'Пётр' })
  })

  it('stands in the journal, and nobody whom a client names', async () => {
    const { callFrom, sandbox } = await open(GATED)
    const said = { ...forged('vibe_session_x', 'Boris'), ...OWN }
    const end = (peer: string, name: string) =>
      callFrom(peer, paths.workflow(FEW_IDS.quote), { ...said, 'X-Remote-User': name }, { method: 'DELETE' })
    expect((await end(STRANGER, 'anna')).status).toBe(401)
    expect((await end('127.0.0.1', 'anna')).status).toBe(401)
    expect(sandbox.record.deletes).toEqual([])
    expect((await end(PROXY, 'anna')).status).toBe(204)
    const journal = await callFrom(PROXY, paths.journal, { ...OWN, 'X-Remote-User': 'anna' })
    const { entries } = decodeJournalPage(await journal.json())
    expect(entries.map(({ operator }) => operator.name)).toEqual(['anna'])
  })
})

describe('headers that only the platform or a proxy may send', () => {
  it('open nothing where operators sign in', async () => {
    const { callFrom, sandbox, asked } = await open()
    const said = { ...forged(sandbox.issueSession({ userId: ANNA.id }), 'Anna Ivanova'), ...OWN }
    for (const path of [paths.workflows, paths.journal, paths.batches, `${paths.names}?users=1`])
      expect((await callFrom('127.0.0.1', path, said)).status).toBe(401)
    const end = await callFrom('127.0.0.1', paths.workflow(FEW_IDS.quote), said, { method: 'DELETE' })
    expect(end.status).toBe(401)
    const session = await callFrom('127.0.0.1', paths.session, said)
    expect(decodeSessionAnswer(await session.json()).session).toBeNull()
    expect(asked).toEqual([])
  })

  it('change nothing about whom a token belongs to', async () => {
    const { callFrom, sandbox } = await open()
    const Authorization = `Bearer ${sandbox.issueSession({ userId: BORIS.id })}`
    const said = {
      ...forged(sandbox.issueSession({ userId: ANNA.id }), 'Anna Ivanova'),
      ...OWN,
      Authorization,
    }
    expect((await callFrom('127.0.0.1', paths.workflows, said)).status).toBe(403)
    await callFrom('127.0.0.1', paths.workflow(FEW_IDS.quote), said, { method: 'DELETE' })
    expect(sandbox.record.deletes).toMatchObject([{ outcome: { status: 403 } }])
    const Anna = `Bearer ${sandbox.issueSession({ userId: ANNA.id })}`
    const journal = await callFrom('127.0.0.1', paths.journal, { Authorization: Anna })
    const { entries } = decodeJournalPage(await journal.json())
    expect(entries.map(({ operator }) => operator.name)).toEqual(['Boris Petrov'])
  })

  it('name nobody with a personal key that is for this machine', async () => {
    const api = { kind: 'personal', url: API, apiKey: SANDBOX_KEYS.personal, gate: null } as const
    const { callFrom } = await open({ api })
    const answer = await callFrom('127.0.0.1', paths.session, { ...forged('vibe_session_x', 'Evil'), ...OWN })
    expect(JSON.stringify(await answer.json())).not.toContain('Evil')
  })

  it('never go on to the API', async () => {
    const sent: Headers[] = []
    const portal = await createStoryPortal({
      gateway: GATED,
      distort: ({ headers }, answer) => {
        sent.push(headers)
        return answer
      },
    })
    onTestFinished(() => portal.close())
    const said = {
      ...forged('vibe_session_x', 'anna'),
      ...OWN,
      Cookie: 'a=b',
      Origin: 'http://localhost:3000',
    }
    await portal.callFrom(PROXY, paths.workflows, said)
    expect(sent.length).toBeGreaterThan(1)
    for (const headers of sent) expect([...headers.keys()].toSorted()).toEqual(['accept', 'x-api-key'])
  })
})
