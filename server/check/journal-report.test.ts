import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { reportOnJournal } from './journal-report.ts'

describe('reportOnJournal', () => {
  it('makes nothing where the journal is to be made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flowstop-check-'))
    const file = join(folder, 'data', 'flowstop.db')
    expect(await reportOnJournal({ kind: 'sqlite', file })).toEqual({
      verdict: 'yes',
      words: `The journal will be made in ${file}.`,
    })
    await expect(stat(join(folder, 'data'))).rejects.toThrow('ENOENT')
    await rm(folder, { recursive: true })
  })

  it('refuses what would be lost, and a server that does not answer, without its password', async () => {
    expect(await reportOnJournal({ kind: 'sqlite', file: ':memory:' })).toMatchObject({ verdict: 'no' })
    const server = await reportOnJournal({ kind: 'postgres', url: 'postgres://me:hidden@127.0.0.1:1/none' })
    expect(server.verdict).toBe('no')
    expect(server.words).toContain('ECONNREFUSED')
    expect(server.words).not.toContain('hidden')
  })
})
