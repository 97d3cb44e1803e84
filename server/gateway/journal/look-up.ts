import { nextOffset, PAGE_SIZE, type WorkflowPage } from '#src/contract/workflow.ts'

import type { Sighting } from './follow-plan.ts'
import type { TerminationRow } from './schema.ts'

/** Reads one page of the list. Throws when there is no readable page. */
export type ReadPage = (query: {
  templateId?: string
  startedBy?: string
  offset?: number
}) => Promise<WorkflowPage>

/** A walk longer than this is left to the next time. */
const MOST_PAGES = 60
/** So many narrowed walks are not worth a thought. */
const FEW_WALKS = 4
/** The API's clock and ours differ: rows changed this long before the sending still count as "since". */
const MARGIN_MS = 2 * 60_000

type Narrow = { templateId?: string; startedBy?: string }

type Walk = {
  ids: ReadonlySet<string>
  /** Nothing that it covers can have been missed (design.md section 5, "Absence is proved only by"). */
  isProof: boolean
  /** Covers the whole list and not only its top. */
  isWhole: boolean
  /** The API's clock at its first page. */
  at: number | null
  total: number | null
}

export type LookUpResult = { sightings: Map<string, Sighting>; at: number | null }

/**
 * Is it still listed? Looks for rows of one portal: in the whole list from the top down to what changed before they
 * were sent, because a row can be written back there without template and starter, and in the list narrowed by each
 * template and starter. Rows with the same ones share a walk. Keys of the result are operation ids.
 */
export async function lookUp(rows: readonly TerminationRow[], readPage: ReadPage): Promise<LookUpResult> {
  const sightings = new Map<string, Sighting>()
  const since = Math.min(...rows.map((row) => row.sent_at ?? row.requested_at)) - MARGIN_MS
  // Without template and starter nothing narrows the list: then only the whole of it can prove anything.
  const isWholeNeeded = rows.some((row) => narrowOf(row) === null)
  const top = await walk(readPage, {}, isWholeNeeded ? null : since)
  const missing = rows.filter(({ workflow_id }) => !top.ids.has(workflow_id))
  const narrowings =
    top.isProof && !top.isWhole ? planNarrowings(missing, top.total) : new Map<string, Narrow>()
  const walks = new Map<string, Walk>()
  for (const row of rows) {
    if (top.ids.has(row.workflow_id)) {
      sightings.set(row.id, 'listed')
      continue
    }
    const by = narrowings.get(row.id)
    if (by === undefined) {
      sightings.set(row.id, top.isProof && top.isWhole ? 'absent' : 'not_seen')
      continue
    }
    const key = JSON.stringify(by)
    const walked = walks.get(key) ?? (await walk(readPage, by, null))
    walks.set(key, walked)
    const { ids, isProof, isWhole } = walked
    sightings.set(row.id, ids.has(row.workflow_id) ? 'listed' : isProof && isWhole ? 'absent' : 'not_seen')
  }
  return { sightings, at: top.at }
}

/** By which lists, narrowed or whole, the rows are looked for with the fewest calls. Keys are operation ids. */
function planNarrowings(rows: readonly TerminationRow[], total: number | null): Map<string, Narrow> {
  const exact = new Map(rows.map((row) => [row.id, narrowOf(row) ?? {}]))
  if (distinct(exact) <= FEW_WALKS) return exact
  const byTemplate = new Map(
    [...exact].map(([id, { templateId, startedBy }]) => [
      id,
      templateId === undefined ? (startedBy === undefined ? {} : { startedBy }) : { templateId },
    ]),
  )
  const wholePages = total === null ? Infinity : Math.ceil(total / PAGE_SIZE)
  if (distinct(byTemplate) < Math.min(wholePages, MOST_PAGES)) return byTemplate
  return new Map(rows.map(({ id }) => [id, {}]))
}

function distinct(narrowings: ReadonlyMap<string, Narrow>): number {
  return new Set([...narrowings.values()].map((by) => JSON.stringify(by))).size
}

/** Template and starter as far as they narrow anything; `null` when neither is known. */
function narrowOf(row: TerminationRow): Narrow | null {
  const by: Narrow = {}
  if (isUsable(row.template_id)) by.templateId = row.template_id
  if (isUsable(row.started_by)) by.startedBy = row.started_by
  return Object.keys(by).length === 0 ? null : by
}

/** `0` marks a row that lost its template, or the system: nothing is known about how the API filters by it. */
function isUsable(id: string | null): id is string {
  return id !== null && /^[1-9]\d*$/.test(id)
}

/** Reads from the top: to the end, or until a page ends before `since`. */
async function walk(readPage: ReadPage, by: Narrow, since: number | null): Promise<Walk> {
  const first = await readPage(by)
  const ids = new Set<string>()
  let page = first
  let offset = 0
  let isReadable = true
  let isWhole = false
  for (let count = 1; ; count += 1) {
    for (const { id } of page.workflows) ids.add(id)
    isReadable &&= page.workflows.length === page.rowCount
    const next = nextOffset(page, offset)
    isWhole = next === null
    if (isWhole || isBefore(page, since)) break
    if (count >= MOST_PAGES) return { ids, isProof: false, isWhole: false, at: first.now, total: first.total }
    offset = next ?? 0
    page = await readPage({ ...by, offset })
  }
  const isComplete = !isWhole || ids.size === first.total
  if (!isReadable || first.total === null || first.total !== page.total || !isComplete)
    return { ids, isProof: false, isWhole, at: first.now, total: first.total }
  // One page is one moment; over several the list may have moved, and then its top has.
  const isProof = offset === 0 || isSameTop(first, await readPage(by))
  return { ids, isProof, isWhole, at: first.now, total: first.total }
}

function isBefore(page: WorkflowPage, since: number | null): boolean {
  const oldest = page.workflows.at(-1)?.modifiedAt ?? null
  return since !== null && oldest !== null && oldest < since
}

function isSameTop(before: WorkflowPage, after: WorkflowPage): boolean {
  const [old, now] = [before.workflows[0], after.workflows[0]]
  return before.total === after.total && old?.id === now?.id && old?.modifiedAt === now?.modifiedAt
}
