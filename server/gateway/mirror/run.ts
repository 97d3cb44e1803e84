import { nextOffset, PAGE_SIZE, type WorkflowPage } from '#src/contract/workflow.ts'

import type { MirrorRows } from './rows.ts'

/** Pages read one after the other, each joining the one before: nothing that stood between them was left out. */
export type Run = {
  /** Offset of the page to read next; `null` = the list's end is reached. */
  next: number | null
  isFromTop: boolean
  /** What was changed after this, epoch milliseconds, is not judged. */
  newest: number
  /** Number of the read before its first page. */
  since: number
  /** The first page's count; `null` = none was given. */
  total: number | null
  /** Newest change on its first page, epoch milliseconds. */
  newestAt: number | null
  /** The order held and the counts were there: what it did not show of its span has left its place. */
  isSound: boolean
  last: { end: number; total: number | null; at: number } | null
}

export function beginRun(rows: MirrorRows, offset = 0, newest = Infinity): Run {
  return {
    next: offset,
    isFromTop: offset === 0,
    newest,
    since: rows.reads() + 1,
    total: null,
    newestAt: null,
    isSound: true,
    last: null,
  }
}

/**
 * Takes the page that was read at `run.next`. Rows that ended above it since the page before shift the list up, and as
 * many may have slipped over the edge unseen: then the run goes back so far. (`total` falls by no less than the list has
 * shifted: starts and moves shift it down, and a start alone raises the total.)
 */
export function extendRun(run: Run, rows: MirrorRows, page: WorkflowPage): { run: Run; isKnown: boolean } {
  const offset = run.next ?? 0
  const { isKnown } = rows.take(page)
  const fallen = fellBy(run, page)
  if (run.last !== null && run.last.end - fallen < offset) {
    const back = Math.max(0, offset - PAGE_SIZE * Math.ceil(fallen / PAGE_SIZE))
    return { run: { ...run, next: back }, isKnown: false }
  }
  const first = page.workflows[0]?.modifiedAt ?? null
  const oldest = page.workflows.at(-1)?.modifiedAt ?? null
  const next = nextOffset(page, offset)
  const isSound = run.isSound && isOrderly(page) && page.total !== null
  if (isSound) {
    rows.markMissing(
      {
        from: fromOf(run, offset, first),
        to:
          next === null ? { at: -Infinity, isIncluded: true } : { at: oldest ?? Infinity, isIncluded: false },
      },
      run.since,
    )
  }
  return {
    isKnown,
    run: {
      ...run,
      next,
      isSound,
      total: run.last === null ? page.total : run.total,
      newestAt: run.last === null ? first : run.newestAt,
      last: { end: offset + page.rowCount, total: page.total, at: oldest ?? -Infinity },
    },
  }
}

function fellBy({ last }: Run, { total }: WorkflowPage): number {
  return last === null || last.total === null || total === null ? 0 : Math.max(0, last.total - total)
}

function fromOf(run: Run, offset: number, first: number | null): { at: number; isIncluded: boolean } {
  // Of the second a run begins in, some rows may stand above it.
  if (run.last !== null) return { at: run.last.at, isIncluded: run.isFromTop || run.last.at !== run.newestAt }
  return offset === 0 ? { at: run.newest, isIncluded: true } : { at: first ?? -Infinity, isIncluded: false }
}

/** Every row readable and none changed later than the one before it: places can be told by the time of change. */
export function isOrderly({ workflows, rowCount }: WorkflowPage): boolean {
  if (workflows.length !== rowCount) return false
  let before = Infinity
  for (const { modifiedAt } of workflows) {
    if (modifiedAt === null || modifiedAt > before) return false
    before = modifiedAt
  }
  return true
}
