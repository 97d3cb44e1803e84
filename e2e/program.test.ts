import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from '@playwright/test'

import { findFreePort } from './ports.ts'
import { runServer, startServer } from './program.ts'

test('lists everything that is wrong with the configuration, and ends with code 2', async () => {
  const program = runServer({ VIBE_APP_KEY: 'x', VIBE_API_KEY: 'y', PORT: '99999', SESSION_SECRET: 'short' })
  expect(await program.exited).toBe(2)
  const output = program.output()
  expect(output).toContain('VIBE_APP_KEY and VIBE_API_KEY are both set')
  expect(output).toContain('VIBE_APP_KEY has to be an app key')
  expect(output).toMatch(/PORT .*65535/)
  expect(output).toContain('SESSION_SECRET has to have at least 32 characters')
  expect(output).not.toMatch(/^\s+at /m)
  expect(output).not.toContain('short')
})

test('does not run the sandbox where a portal was meant', async () => {
  const program = runServer({ VIBE_API_URL: 'https://vibe.example', PUBLIC_URL: 'https://flowstop.example' })
  expect(await program.exited).toBe(2)
  expect(program.output()).toContain('VIBE_API_URL is set, but no key')
  expect(program.output()).toContain('the sandbox runs on localhost only')
})

test('says which port is taken, and which journal, and stops at once when asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowstop-e2e-'))
  const [port, sandboxPort, otherPort] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const env = { PORT: String(port), DATABASE_URL: `file:${join(folder, 'flowstop.db')}` }
  const program = await startServer({ ...env, SANDBOX_PORT: String(sandboxPort) })
  const others = { ...env, SANDBOX_PORT: String(otherPort) }
  const second = runServer({ ...others, DATABASE_URL: `file:${join(folder, 'other.db')}` })
  expect(await second.exited).toBe(1)
  expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use by another program.`)
  expect(second.output()).not.toMatch(/^\s+at /m)
  const third = runServer({ ...others, PORT: String(await findFreePort()) })
  expect(await third.exited).toBe(1)
  expect(third.output()).toContain(
    `Another Flowstop is at work on ${join(folder, 'flowstop.db')}. Stop it first`,
  )
  expect(await program.stop()).toBe(0)
  await rm(folder, { recursive: true })
})
