import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { JournalTaken, lockJournal } from './sqlite-lock.ts'

const CHILD = `
  const { lockJournal } = await import(${JSON.stringify(resolve(import.meta.dirname, 'sqlite-lock.ts'))})
  globalThis.lock = lockJournal(process.argv[1])
  console.log('locked')
  setInterval(() => {}, 1000)`

it('the journal of a process that lives is taken, also of one that is stopped; of one that was killed it is free', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-lock-'))
  const file = join(folder, 'data', 'flowstop.db')
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, file])
  const ended = new Promise((done) => child.once('close', done))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  await new Promise((done) => child.stdout.once('data', done))
  child.kill('SIGSTOP')
  expect(() => lockJournal(file)).toThrow(JournalTaken)
  child.kill('SIGKILL')
  await ended
  const lock = lockJournal(file)
  lock.release()
  lockJournal(file).release()
})
