import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  decodeJournalEntry,
  decodeJournalPage,
  encodeJournalEntry,
  JOURNAL_STATES,
  type JournalEntry,
} from './journal.ts'
import { decodeMe } from './me.ts'
import { decodeNames, findName } from './names.ts'
import { readText } from './read.ts'
import { decodeSessionAnswer } from './session.ts'

const ME = {
  type: 'oauth_app',
  portal: 'company.bitrix24.ru',
  scopes: ['bizproc', 5],
  owner: { name: 'Owner' },
}

describe('who acts', () => {
  it('is read with and without a current user', () => {
    expect(decodeMe({ success: true, data: ME })).toEqual({
      type: 'oauth_app',
      portal: 'company.bitrix24.ru',
      scopes: ['bizproc'],
      ownerName: 'Owner',
      currentUser: null,
    })
    const currentUser = { bitrixUserId: 12, name: ' ' }
    expect(decodeMe({ data: { ...ME, currentUser } }).currentUser).toEqual({ id: '12', name: null })
  })

  it('is nobody without a portal', () => expect(() => decodeMe({ data: {} })).toThrow(TypeError))

  it('of a kind nobody knows is still somebody', () => {
    expect(decodeMe({ data: { ...ME, type: 'robot', scopes: null } })).toMatchObject({
      type: null,
      scopes: [],
    })
  })
})

describe('an answer about the session', () => {
  it('needs a mode and nothing else', () => {
    expect(decodeSessionAnswer({ data: { mode: 'oauth' } })).toMatchObject({
      session: null,
      requireReason: 'batch',
      isSandbox: false,
      protectedTemplates: [],
    })
    expect(() => decodeSessionAnswer({ data: {} })).toThrow(TypeError)
  })

  it('reads the session', () => {
    const session = {
      token: 't',
      portal: 'p',
      operator: { id: 1, name: 'Anna' },
      expiresAt: '2026-01-01T00:00:00Z',
    }
    expect(decodeSessionAnswer({ data: { mode: 'oauth', session } }).session).toEqual({
      token: 't',
      portal: 'p',
      operator: { id: '1', name: 'Anna' },
      expiresAt: Date.UTC(2026, 0, 1),
    })
  })
})

describe('names', () => {
  it('leave out what is unreadable', () => {
    const data = {
      users: { 1: 'Anna', 2: '', 3: null },
      templates: 'no',
      documents: { DEAL_5: 'Oil', DEAL_6: null },
    }
    expect(decodeNames({ data })).toEqual({
      users: { 1: 'Anna' },
      templates: {},
      documents: { DEAL_5: 'Oil' },
    })
  })
})

const instant = fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 }))
const text = fc.option(fc.stringMatching(/^[a-zа-я0-9]{1,20}$/))
const entry: fc.Arbitrary<JournalEntry> = fc.record({
  id: fc.uuid(),
  workflowId: fc.stringMatching(/^[a-z0-9]{1,20}\.[0-9]{8}$/),
  mode: fc.constantFrom('soft' as const, 'force' as const),
  reason: text,
  state: fc.constantFrom(...JOURNAL_STATES),
  operator: fc.record({ id: text, name: text, session: fc.stringMatching(/^[0-9a-f]{8}$/) }),
  moduleId: text,
  entity: text,
  documentId: text,
  templateId: text,
  startedBy: text,
  startedAt: instant,
  requestedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  sentAt: instant,
  settledAt: instant,
  checkedAt: instant,
  httpStatus: fc.option(fc.integer({ min: 100, max: 599 })),
  errorCode: text,
  requestId: text,
  attempts: fc.nat(10),
  batchId: fc.option(fc.uuid()),
})

describe('a journal entry', () => {
  it('survives the wire', () => {
    fc.assert(
      fc.property(entry, (before) => {
        const wire: unknown = JSON.parse(JSON.stringify(encodeJournalEntry(before)))
        expect(decodeJournalEntry(wire)).toEqual(before)
      }),
    )
  })

  it('is none without id, workflow, mode, state or time', () => {
    const [sample] = fc.sample(entry, 1)
    if (!sample) throw new Error('no sample')
    const wire = encodeJournalEntry(sample)
    for (const field of ['id', 'workflowId', 'mode', 'state', 'requestedAt'])
      expect(() => decodeJournalEntry({ ...wire, [field]: null })).toThrow(TypeError)
  })

  it('comes by pages', () => {
    expect(decodeJournalPage({ data: [], meta: { total: 3, next: '7' } })).toEqual({
      entries: [],
      total: 3,
      next: '7',
      now: null,
    })
    expect(() => decodeJournalPage({})).toThrow(TypeError)
  })
})

describe('a text of the wire', () => {
  it('holds nothing that a database would refuse', () => {
    expect(readText('a\0b')).toBe('ab')
    expect(readText('\0')).toBeNull()
  })
})

describe('a name', () => {
  it('is one that was given, and nothing that every object has', () => {
    const { templates } = decodeNames({ data: { templates: { '11': 'Deal approval' } } })
    expect(findName(templates, '11')).toBe('Deal approval')
    for (const id of ['constructor', '__proto__', 'toString', '12', null])
      expect(findName(templates, id)).toBeUndefined()
  })
})
