import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { createManualClock } from '#server/clock.ts'

import { createSeal, readOrMakeSecret } from './seal.ts'

const SECRET = 'a secret of a test, long enough for the seal'
const HOUR_MS = 3_600_000

function open() {
  const clock = createManualClock()
  return { clock, seal: createSeal(SECRET, clock) }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-seal-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

it('gives back what was sealed, and shows nothing of it meanwhile', async () => {
  const { clock, seal } = open()
  const expiresAt = clock.now() + HOUR_MS
  const text = await seal.close('session', { token: 'token-of-anna' }, expiresAt)
  expect(text).not.toContain('token-of-anna')
  expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('token-of-anna')
  expect(await seal.open('session', text)).toEqual({ data: { token: 'token-of-anna' }, expiresAt })
})

it('opens nothing after its end, for another purpose, or with another secret', async () => {
  const { clock, seal } = open()
  const text = await seal.close('state', { returnTo: '/' }, clock.now() + HOUR_MS)
  expect(await seal.open('session', text)).toBeNull()
  expect(await createSeal(`${SECRET}!`, clock).open('state', text)).toBeNull()
  await clock.advance(HOUR_MS)
  expect(await seal.open('state', text)).toBeNull()
})

it('opens nothing that was changed, cut or made by hand', async () => {
  const { clock, seal } = open()
  const text = await seal.close('session', { token: 't' }, clock.now() + HOUR_MS)
  const middle = Math.floor(text.length / 2)
  const changed = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1)
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`
  for (const forged of [changed, text.slice(0, -4), unsigned, '', 'x'])
    expect(await seal.open('session', forged)).toBeNull()
})

it('makes a secret once, readable by its owner only, and keeps it', () => {
  const folder = join(temporaryFolder(), 'data')
  const secret = readOrMakeSecret(folder)
  expect(secret.length).toBeGreaterThanOrEqual(32)
  expect(readOrMakeSecret(folder)).toBe(secret)
  const file = join(folder, 'session-secret')
  expect(readFileSync(file, 'utf8').trim()).toBe(secret)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('does not seal with a damaged secret, and says what to do', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'session-secret'), 'short\n')
  expect(() => readOrMakeSecret(folder)).toThrow(/is damaged. Delete it/)
})
