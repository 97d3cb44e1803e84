import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { PAGE_SIZE, type Workflow, type WorkflowPage } from '#src/contract/workflow.ts'

import { lookUp, type ReadPage } from './look-up.ts'
import type { TerminationRow } from './schema.ts'

const SENT = Date.UTC(2026, 2, 31, 12)
const HOUR = 3_600_000

function workflow(id: string, fields: Partial<Workflow> = {}): Workflow {
  return {
    id,
    modifiedAt: SENT - HOUR,
    startedAt: SENT - HOUR,
    lock: { kind: 'free' },
    moduleId: null,
    entity: null,
    documentId: null,
    startedBy: '1',
    templateId: '713',
    ...fields,
  }
}

function termination(workflowId: string, fields: Partial<TerminationRow> = {}): TerminationRow {
  return {
    seq: 1,
    id: `op-${workflowId}`,
    portal: 'one.example',
    workflow_id: workflowId,
    mode: 'soft',
    reason: null,
    state: 'accepted',
    operator_id: null,
    operator_name: null,
    session: '',
    module_id: null,
    entity: null,
    document_id: null,
    template_id: '713',
    started_by: '1',
    started_at: null,
    modified_at: null,
    owned_until: null,
    batch_id: null,
    position: null,
    follow_from: null,
    requested_at: SENT,
    sent_at: SENT,
    settled_at: SENT,
    checked_at: null,
    changed_at: SENT,
    next_check_at: SENT,
    http_status: 204,
    error_code: null,
    request_id: null,
    attempts: 1,
    instance: null,
    operator_key: '',
    search: '',
    reason_search: '',
    ...fields,
  }
}

/** A list that changes between the reading of its pages, as `onRead` likes. */
function createList(rows: Workflow[], onRead: (reads: number) => void = () => {}) {
  let reads = 0
  const readPage: ReadPage = async ({ templateId, startedBy, offset = 0 }) => {
    const matching = rows
      .filter((row) => templateId === undefined || row.templateId === templateId)
      .filter((row) => startedBy === undefined || row.startedBy === startedBy)
      .toSorted((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0))
    const workflows = matching.slice(offset, offset + PAGE_SIZE)
    const page: WorkflowPage = {
      workflows,
      rowCount: workflows.length,
      total: matching.length,
      now: SENT,
      zoneOffset: null,
    }
    reads += 1
    onRead(reads)
    return page
  }
  return { readPage, reads: () => reads }
}

const many = (count: number, fields: Partial<Workflow> = {}) =>
  Array.from({ length: count }, (_, index) =>
    workflow(`r${index}`, { modifiedAt: SENT - HOUR - index, ...fields }),
  )

async function sightingOf(rows: Workflow[], row: TerminationRow, onRead?: (reads: number) => void) {
  const list = createList(rows, onRead)
  const { sightings } = await lookUp([row], list.readPage)
  return { sighting: sightings.get(row.id), reads: list.reads() }
}

describe('a look-up', () => {
  it('takes one page that holds everything for its own proof', async () => {
    expect(await sightingOf(many(10), termination('gone'))).toEqual({ sighting: 'absent', reads: 1 })
    expect(await sightingOf(many(10), termination('r3'))).toEqual({ sighting: 'listed', reads: 1 })
  })

  it('needs the top of the whole list and all of the narrowed one', async () => {
    const rows = [...many(200, { templateId: '9' }), workflow('mine')]
    expect(await sightingOf(rows, termination('gone'))).toEqual({ sighting: 'absent', reads: 2 })
    expect((await sightingOf(rows, termination('mine'))).sighting).toBe('listed')
  })

  it('finds a row that its step wrote back blank, at the top', async () => {
    const blank = workflow('mine', { templateId: '0', startedBy: '0', modifiedAt: SENT + 1000 })
    expect((await sightingOf([...many(200, { templateId: '9' }), blank], termination('mine'))).sighting).toBe(
      'listed',
    )
  })

  it('reads the whole list when neither template nor starter is known', async () => {
    const row = termination('gone', { template_id: null, started_by: '0' })
    // 200 rows are 4 pages, and the top once more.
    expect(await sightingOf(many(200), row)).toEqual({ sighting: 'absent', reads: 5 })
  })

  it('proves nothing when the list moved while it was read', async () => {
    const row = termination('gone', { template_id: null, started_by: null })
    const rows = many(200)
    const { sighting } = await sightingOf(rows, row, (reads) => {
      if (reads === 2) rows.shift()
    })
    expect(sighting).toBe('not_seen')
  })

  it('shares one walk between rows of one template', async () => {
    const list = createList([...many(200, { templateId: '9' }), workflow('a')])
    const { sightings } = await lookUp([termination('a'), termination('b'), termination('c')], list.readPage)
    expect([...sightings.values()]).toEqual(['listed', 'absent', 'absent'])
    expect(list.reads()).toBe(2)
  })

  it('never calls absent what runs, however the list moves under it', async () => {
    const change = fc.record({
      at: fc.integer({ min: 1, max: 8 }),
      kind: fc.constantFrom('end', 'move', 'start'),
      row: fc.nat(179),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), fc.nat(179), async (changes, target) => {
        const rows = many(180)
        const id = `r${target}`
        let clock = SENT
        const { sighting } = await sightingOf(
          rows,
          termination(id, { template_id: null, started_by: null }),
          (reads) => {
            for (const { at, kind, row } of changes) {
              if (at !== reads) continue
              clock += 1000
              const index = rows.findIndex((candidate) => candidate.id === `r${row}`)
              const found = rows[index]
              if (kind === 'start') rows.push(workflow(`new${clock}`, { modifiedAt: clock }))
              else if (found && kind === 'move') rows[index] = { ...found, modifiedAt: clock }
              else if (found && found.id !== id) rows.splice(index, 1)
            }
          },
        )
        expect(sighting).not.toBe('absent')
      }),
      { numRuns: 200 },
    )
  })
})
