import { PAGE_SIZE, type WorkflowPage } from '#src/contract/workflow.ts'

import type { MirrorRows } from './rows.ts'
import { beginRun, extendRun, isOrderly } from './run.ts'

/** More endings than this are left to the walk that visits every page. */
export const MOST_ENDINGS = 8
/** Searches of one ending need about log2 of the pages; more calls mean that the list does not hold still. */
const MOST_CALLS = 80

/** A place between two seconds: `index` rows stand above it, all of them changed at `at` or later. */
type Edge = { at: number; index: number }

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
    const { found, edges, last } = await readSpan(middle, high)
    const [top, bottom] = [edges[0], edges.at(-1)]
    if (top === undefined || bottom === undefined) return search(low, middle - 1, above, count - found)
    const left = middle === 0 ? 0 : excessAt(top) - above
    await search(low, middle - 1, above, left)
    const right = count - found - left
    if (right > 0) await search(last + 1, high, excessAt(bottom), right)
  }

  /** One page, and where all of it was changed in one second the next ones, too, until there is an edge to count at. */
  async function readSpan(
    first: number,
    high: number,
  ): Promise<{ found: number; edges: Edge[]; last: number }> {
    const before = rows.presentCount()
    let run = beginRun(rows, first * PAGE_SIZE)
    const edges: Edge[] = []
    let last = first
    for (; ; last += 1) {
      const offset = last * PAGE_SIZE
      const page = await read(offset)
      ;({ run } = extendRun(run, rows, page))
      edges.push(...edgesOf(page, offset))
      if (edges.length > 0 || last === high || run.next === null) break
    }
    return { found: before - rows.presentCount(), edges, last }
  }

  /** How many rows too many the mirror has above an edge. */
  function excessAt({ at, index }: Edge): number {
    return rows.countFrom(at) - index
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

/** Rows changed in the same second stand in any order: only between two seconds can be counted. */
function edgesOf({ workflows }: WorkflowPage, offset: number): Edge[] {
  return workflows.flatMap(({ modifiedAt }, index) => {
    const next = workflows[index + 1]?.modifiedAt
    return modifiedAt === null || next === undefined || next === modifiedAt
      ? []
      : [{ at: modifiedAt, index: offset + index + 1 }]
  })
}
