import { describe, expect, it } from 'vitest'

import { findSecrets } from './find-secrets.ts'

const TOKEN = 'vibe_session_3f1c9a55d2b84f6e9d5c0e7a1b2c3d4e'
const KEY = 'vibe_app_sandbox'

const exchange = (path: string, answer: string) => ({
  method: 'GET',
  url: new URL(path, 'http://localhost:3000'),
  answer,
})

describe('findSecrets', () => {
  it.each([
    ['a personal key', 'X-Api-Key: vibe_api_sandbox'],
    ['an app key', `{"app_key":"${KEY}"}`],
    ['a management key', 'vibe_live_9f8e7d'],
    ['a token', `Authorization: Bearer ${TOKEN}`],
    ['a token in an address', `https://localhost/?t=${TOKEN.replaceAll('_', '%5F')}`],
    ['a token that is only encoded', `cookie=${btoa(JSON.stringify({ token: TOKEN }))}`],
    ['a token in a file of bytes', `SQLite\0\u0001${TOKEN}\0`],
  ])('finds %s', (_name, text) => {
    expect(findSecrets({ places: [{ where: 'here', text }] })).toEqual([
      expect.stringMatching(/^here: vibe_/),
    ])
    expect(findSecrets({ log: ['a quiet line', text] })).toEqual([expect.stringMatching(/^log: vibe_/)])
  })

  it('lets the answer of /api/session alone hold the token, and no answer the key', () => {
    expect(findSecrets({ exchanges: [exchange('/api/session', TOKEN)] })).toEqual([])
    expect(findSecrets({ exchanges: [exchange('/api/session', KEY)] })).toHaveLength(1)
    expect(findSecrets({ exchanges: [exchange('/api/session/end', TOKEN)] })).toHaveLength(1)
    expect(findSecrets({ exchanges: [exchange('/v1/workflows', TOKEN)] })).toHaveLength(1)
    expect(findSecrets({ exchanges: [exchange(`/workflows?q=${TOKEN}`, '')] })).toHaveLength(1)
  })

  it('lets a place hold what it is allowed to, and nothing else', () => {
    const text = `${TOKEN} ${KEY}`
    expect(findSecrets({ places: [{ where: 'session', text, allowed: ['token'] }] })).toEqual([
      'session: vibe_app_sand…',
    ])
    expect(findSecrets({ places: [{ where: 'session', text, allowed: ['token', 'key'] }] })).toEqual([])
  })

  it('never tells the whole secret', () => {
    const found = findSecrets({ places: [{ where: 'log', text: TOKEN }] })
    expect(found).toHaveLength(1)
    expect(found.join('\n')).not.toContain(TOKEN)
  })

  it('leaves placeholders, names and other random words alone', () => {
    const text = `VIBE_APP_KEY=vibe_app_… vibe_session_… vibe_api_<key> ${crypto.randomUUID()} ${btoa('x'.repeat(60))}`
    expect(findSecrets({ places: [{ where: 'words', text }] })).toEqual([])
  })
})
