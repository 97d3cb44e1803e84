import { PAGE_SIZE, type WorkflowPage } from '#src/contract/workflow.ts'

import { findEndings, MOST_ENDINGS } from './find-endings.ts'
import { createMirrorRows } from './rows.ts'
import { beginRun, extendRun, type Run } from './run.ts'

/** Reads one page of the unfiltered list. Throws when there is no readable page. */
export type ReadMirrorPage = (offset: number) => Promise<WorkflowPage>

/** More changes than so many pages: a walk over everything finds them as well. */
const MOST_TOP_PAGES = 60
/** The API's clock tells seconds. */
const LATE_MS = 2000

/**
 * Keeps the rows of one portal in step with its list (design.md section 7, decision 0012). What is changed rises to the
 * top, so a look at the top finds starts and moves; a walk finds the rest; a row that has left its place and does not
 * stand at the top has ended.
 */
export function createKeeper(readPage: ReadMirrorPage) {
  const rows = createMirrorRows()
  let walk: Run = beginRun(rows)
  let total: number | null = null
  /** Newest change as of the last complete look at the top: everything below is known. */
  let knownUpTo: number | null = null
  let isComplete = false
  let wasShort = false
  let soughtAt = -1
  /** API's clock at the begin of the walk at hand, of the last whole one, and of the last look at the top. */
  let walkBegan: number | null = null
  let locksReadAt: number | null = null
  let readAt: number | null = null

  /** Reads from the top until a page shows nothing new below what was known. `true` = the whole change was read. */
  async function readTop(): Promise<boolean> {
    let run = beginRun(rows)
    const by = rows.reads()
    let at: number | null = null
    for (let pages = 0; pages < MOST_TOP_PAGES && run.next !== null; pages += 1) {
      const page = await readPage(run.next)
      at ??= page.now
      const read = extendRun(run, rows, page)
      run = read.run
      if (pages === 0) endOnTop()
      const isBelow = knownUpTo !== null && run.last !== null && run.last.at < knownUpTo
      if (run.next === null || (read.isKnown && isBelow)) return settleTop(run, by, at)
    }
    if (run.next !== null) {
      doubt()
      return false
    }
    return settleTop(run, by, at)
  }

  /** The list's first page is its top at one moment: what belongs on it and is not there has not moved. */
  function endOnTop() {
    rows.endMissing(rows.reads(), rows.reads())
  }

  async function settleTop(run: Run, by: number, at: number | null): Promise<boolean> {
    total = run.total
    readAt = at ?? readAt
    knownUpTo = run.newestAt ?? knownUpTo
    if (!run.isSound) return false
    const isOneMoment = rows.reads() === by + 1
    if (isOneMoment || !rows.hasMissing(by) || (await hasSeenAll(run, at))) rows.endMissing(by)
    if (run.next === null && run.last !== null && run.last.end <= PAGE_SIZE) settleSinglePage(by, at)
    const isShort = total !== null && rows.presentCount() < total
    // Over several pages a row may have moved past the reader: the next look finds it.
    if (isComplete && isShort && wasShort) doubt()
    wasShort = isShort
    return true
  }

  /**
   * Over several pages a row may have moved past the reader. Whatever did was changed after the look began: if all such
   * rows stand on one page now, none was overlooked.
   */
  async function hasSeenAll(look: Run, began: number | null): Promise<boolean> {
    const page = await readPage(0)
    const { run } = extendRun(beginRun(rows), rows, page)
    endOnTop()
    if (!run.isSound || run.last === null) return false
    const before = Math.max(look.newestAt ?? -Infinity, (began ?? -Infinity) - LATE_MS)
    if (run.next !== null && run.last.at >= before) return false
    total = run.total
    readAt = page.now ?? readAt
    knownUpTo = run.newestAt ?? knownUpTo
    return true
  }

  /** One page is one moment: what is not on it does not run. */
  function settleSinglePage(by: number, at: number | null) {
    rows.markUnseen(by + 1)
    rows.endMissing(rows.reads())
    isComplete = true
    locksReadAt = at
    walk = beginRun(rows)
  }

  function doubt() {
    isComplete = false
    walk = beginRun(rows)
  }

  /** Reads the next page of the walk; at its end, the top once more. */
  async function readOn(): Promise<void> {
    await takeWalk(await readPage(walk.next ?? 0))
  }

  async function takeWalk(page: WorkflowPage): Promise<void> {
    if (walk.last === null) walkBegan = page.now
    const isFirst = walk.last === null
    walk = extendRun(walk, rows, page).run
    if (!isComplete) total = page.total
    if (isFirst && knownUpTo === null) {
      knownUpTo = walk.newestAt
      readAt = page.now
    }
    if (walk.next === null) await finishWalk()
  }

  async function finishWalk(): Promise<void> {
    const done = walk
    walk = beginRun(rows)
    const isOnePage = done.last !== null && done.last.end <= PAGE_SIZE && done.total === done.last.total
    if (!isOnePage) {
      // What moved while it was read stands above what was the newest when it began.
      if (!isComplete) knownUpTo = done.newestAt
      if (!(await readTop())) {
        if (!done.isSound) proveByCount(done)
        return
      }
    } else {
      rows.endMissing(rows.reads())
      readAt = walkBegan
    }
    if (done.isSound) {
      isComplete = total === null || rows.presentCount() >= total
      locksReadAt = walkBegan
    } else proveByCount(done)
  }

  /** Without an order to go by: counts that stood still, as many rows, and nothing newer at the top. */
  function proveByCount(done: Run) {
    const isStill = done.total !== null && done.total === done.last?.total && done.total === total
    if (!isStill || rows.countSeenSince(done.since) !== done.total) return
    rows.markUnseen(done.since)
    rows.endMissing(rows.reads())
    isComplete = true
    locksReadAt = walkBegan
  }

  return {
    rows,
    readTop,
    readOn,
    /**
     * A page that an operator has read. It may be older than what was read meanwhile, so what has changed since is not
     * judged by it, and what was proved to have ended does not come back by it.
     */
    take: (page: WorkflowPage, offset: number): void => {
      const { now } = page
      if (now === null) {
        rows.take(page)
        return
      }
      const workflows = page.workflows.filter(({ id }) => !rows.isOver(id, now))
      extendRun(beginRun(rows, offset, now - LATE_MS), rows, { ...page, workflows })
      if (offset === 0) endOnTop()
    },
    /** A first page that an operator has just read begins the first walk. */
    begin: (page: WorkflowPage) => (rows.reads() === 0 ? takeWalk(page) : Promise.resolve()),
    /** Looks for the rows that have ended, when the count says that there are some. Once for each change. */
    seekEndings: async (): Promise<void> => {
      if (total === null || !isComplete || soughtAt === rows.version()) return
      const count = rows.presentCount() - total
      if (count < 1 || count > MOST_ENDINGS) return
      await findEndings(rows, total, readPage)
      soughtAt = rows.version()
    },
    state: () => ({
      total,
      isComplete,
      endedCount: isComplete && total !== null ? Math.max(0, rows.size() - total) : 0,
      readAt,
      locksReadAt,
      pages: Math.max(1, Math.ceil(rows.size() / PAGE_SIZE)),
    }),
  }
}

export type Keeper = ReturnType<typeof createKeeper>
