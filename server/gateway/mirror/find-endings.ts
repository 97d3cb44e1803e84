import { PAGE_SIZE, type WorkflowPage } from '#src/contract/workflow.ts'

import type { MirrorRows } from './rows.ts'
import { beginRun, extendRun, isOrderly } from './run.ts'

/** More endings than this are left to the walk that visits every page. */
export const MOST_ENDINGS = 8
/** Searches of one ending need about log2 of the pages; more calls mean that the list does not hold still. */
const MOST_CALLS = 80

type ReadPage = (offset: number) => Promise<WorkflowPage>

class ListMoved extends Error {}

/**
 * Finds rows that have ended by halving: above the place of one, the mirror counts one row more than the offset of the
 * page that was read says. What is found is marked as missing; the next look at the top tells whether it only moved.
 */
export async function findEndings(rows: MirrorRows, total: number, readPage: ReadPage): Promise<void> {
  let calls = 0

  async function read(offset: number): Promise<WorkflowPage> {
    calls += 1
    const page = await readPage(offset)
    // Places are compared with a count: another count is another list.
    if (calls > MOST_CALLS || page.total !== total || !isOrderly(page)) throw new ListMoved()
    return page
  }

  /** Searches the pages from `low` to `high`, in which `count` rows too many stand; above them are `above` too many. */
  async function search(low: number, high: number, above: number, count: number): Promise<void> {
    if (count <= 0) return
    if (low > high) return searchEdge(low)
    const middle = (low + high) >> 1
    const offset = middle * PAGE_SIZE
    const page = await read(offset)
    const { found, top, bottom } = takePage(rows, page, offset)
    const left = middle === low && low === 0 ? 0 : top() - above
    await search(low, middle - 1, above, left)
    const right = count - found - left
    if (right > 0) await search(middle + 1, high, bottom(), right)
  }

  /** Between the last row of a page and the first of the next one: read together they leave nothing out. */
  async function searchEdge(page: number): Promise<void> {
    let run = beginRun(rows, Math.max(0, page - 1) * PAGE_SIZE)
    for (let count = 0; count < 2 && run.next !== null; count += 1)
      ({ run } = extendRun(run, rows, await read(run.next)))
  }

  try {
    await search(0, Math.max(0, Math.ceil(total / PAGE_SIZE) - 1), 0, rows.presentCount() - total)
  } catch (error) {
    if (!(error instanceof ListMoved)) throw error
  }
}

/** Takes one page. `top` and `bottom`: how many rows too many the mirror has above its first and its last edge now. */
function takePage(rows: MirrorRows, page: WorkflowPage, offset: number) {
  const before = rows.presentCount()
  extendRun(beginRun(rows, offset), rows, page)
  const edges = page.workflows.flatMap(({ modifiedAt }, index) => {
    const next = page.workflows[index + 1]?.modifiedAt
    // Rows changed in the same second stand in any order: only between two seconds can be counted.
    return modifiedAt === null || next === undefined || next === modifiedAt
      ? []
      : [{ at: modifiedAt, index: offset + index + 1 }]
  })
  const excess = (edge: { at: number; index: number } | undefined) => {
    if (edge === undefined) throw new ListMoved()
    return rows.countFrom(edge.at) - edge.index
  }
  return {
    found: before - rows.presentCount(),
    top: () => excess(edges[0]),
    bottom: () => excess(edges.at(-1)),
  }
}
