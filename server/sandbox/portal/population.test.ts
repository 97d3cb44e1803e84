import { describe, expect, it } from 'vitest'

import { describeDocument } from '#src/contract/documents.ts'
import { readObject } from '#src/contract/read.ts'
import { decodeWorkflow, isWorkflowId, stateOf } from '#src/contract/workflow.ts'

import { createPopulation, SAMPLE_ID } from './population.ts'
import { createRandom } from './random.ts'
import { encodeRow } from './row.ts'
import { createSeed, FEW_IDS } from './seeds.ts'

const NOW = Date.parse('2026-03-31T10:30:00Z')
const populate = (count: number, seed = 1) => createPopulation(count, NOW, createRandom(seed))

describe('the population', () => {
  const rows = populate(4000)
  const wire = rows.map(encodeRow)
  const decoded = wire.map((row) => decodeWorkflow(JSON.parse(JSON.stringify(row))))

  it('decodes row by row, with nothing lost', () => {
    expect(decoded).not.toContain(null)
    for (const [index, row] of rows.entries()) {
      expect(decoded[index]?.documentId).toBe(row.documentId)
      expect(decoded[index]?.modifiedAt).toBe(Math.floor(row.modifiedAt / 1000) * 1000)
      expect(decoded[index]?.startedAt).toBeLessThanOrEqual(row.modifiedAt)
      expect(row.modifiedAt).toBeLessThanOrEqual(NOW)
    }
  })

  it('holds as many as asked, each id once, the sample among them and idle', () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(4000)
    expect(rows.every((row) => isWorkflowId(row.id) && row.id.length <= 32)).toBe(true)
    expect(rows.find((row) => row.id === SAMPLE_ID)?.ownedUntil).toBeNull()
    expect(populate(0)).toEqual([])
    expect(populate(1)).toHaveLength(1)
  })

  it('is the same for the same seed, and another for another', () => {
    expect(populate(50)).toEqual(populate(50))
    expect(populate(50)).not.toEqual(populate(50, 2))
  })

  it('has about 4 % stuck, 10 % running and the rest waiting', () => {
    const count = (state: string) => decoded.filter((row) => row && stateOf(row, NOW) === state).length / 4000
    expect(count('stuck')).toBeGreaterThan(0.03)
    expect(count('stuck')).toBeLessThan(0.05)
    expect(count('step_running')).toBeGreaterThan(0.08)
    expect(count('step_running')).toBeLessThan(0.12)
  })

  it('shows every variant of a field that the API is known for', () => {
    expect(wire.some((row) => Array.isArray(row.DOCUMENT_ID))).toBe(true)
    expect(wire.some((row) => row.MODULE_ID === '')).toBe(true)
    expect(wire.some((row) => row.STARTED_BY === '0')).toBe(true)
    expect(wire.every((row) => String(row.MODIFIED).endsWith('+03:00'))).toBe(true)
    const locks = rows.map((row) =>
      row.ownedUntil === null ? 'none' : row.ownedUntil > NOW ? 'future' : 'past',
    )
    expect(new Set(locks)).toEqual(new Set(['none', 'future', 'past']))
    const kinds = new Set(decoded.map((row) => row && describeDocument(row).kind))
    expect(kinds).toEqual(
      new Set([
        'company',
        'contact',
        'deal',
        'drive_file',
        'feed_process',
        'invoice',
        'lead',
        'list_element',
        'other',
        'quote',
        'smart_item',
        'task',
      ]),
    )
  })

  it('lets two workflows wait on some CRM items', () => {
    const byDocument = Object.groupBy(rows, (row) => `${row.entity} ${row.documentId}`)
    const pairs = Object.values(byDocument).filter((group) => group && group.length === 2)
    expect(pairs.length).toBeGreaterThan(20)
    expect(rows.some((row) => row.hasFollower)).toBe(true)
  })

  it('makes 100,000, each with an ID of its own', () => {
    const many = populate(100_000)
    expect(new Set(many.map((row) => encodeRow(row).ID)).size).toBe(100_000)
  })
})

describe('the seed `few`', () => {
  const rows = createSeed('few', NOW).map((row) => decodeWorkflow(encodeRow(row)))
  const kindOf = (id: string) => {
    const row = rows.find((candidate) => candidate?.id === id)
    return row ? `${describeDocument(row).kind} ${describeDocument(row).number} ${stateOf(row, NOW)}` : null
  }

  it('holds exactly the workflows it names, newest first', () => {
    expect(rows.map((row) => row?.id)).toEqual(Object.values(FEW_IDS))
    const times = rows.map((row) => row?.modifiedAt ?? 0)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })

  it('is what its names say', () => {
    expect(Object.values(FEW_IDS).map(kindOf)).toEqual([
      'deal 5142 step_running',
      'company 88 step_running',
      'none null waiting',
      'deal 5141 waiting',
      'lead 310 waiting',
      'smart_item 9 waiting',
      'quote 77 waiting',
      'list_element 777 waiting',
      'other 5 waiting',
      'deal 4711 stuck',
    ])
    expect(readObject(createSeed('one', NOW)[0]).id).toBe(SAMPLE_ID)
    expect(createSeed('empty', NOW)).toEqual([])
  })
})
