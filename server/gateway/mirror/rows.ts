import type { Workflow, WorkflowPage } from '#src/contract/workflow.ts'

type Kept = {
  workflow: Workflow
  version: number
  /** Number of the read that showed it last. */
  seenIn: number
  /** Number of the read that proved it to have left its place: it has moved or ended. `null` = nothing speaks against it. */
  missingIn: number | null
}

/** Places by last change, both bounds epoch milliseconds; rows between them, newest first. */
export type Span = {
  /** `exclusive`: rows of that very second may stand on the page before. */
  from: { at: number; isIncluded: boolean }
  to: { at: number; isIncluded: boolean }
}

/** Ended ids kept for those who ask by changes; who missed more gets everything anew. */
const MOST_ENDED = 20_000

/** Blank instants stand at the end of the list. */
const placeOf = ({ modifiedAt }: Workflow) => modifiedAt ?? -Infinity

/**
 * The rows of one portal as the gateway knows them, in the order of the list. Each change gets the next version; `byId`
 * is kept in the order of versions.
 */
export function createMirrorRows() {
  const byId = new Map<string, Kept>()
  /** Newest change first. */
  const order: Kept[] = []
  const missing = new Set<Kept>()
  let ended: { id: string; version: number }[] = []
  /** When it was proved of each of them, by the API's clock. */
  const endedAt = new Map<string, number>()
  let readAt = -Infinity
  /** Versions up to this are no longer told apart. */
  let forgotten = 0
  let version = 0
  let reads = 0

  /** The first place whose row was changed before `at`, or at it too. */
  function findPlace(at: number, isAfterEqual: boolean): number {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >> 1
      const kept = order[middle]
      const there = kept === undefined ? -Infinity : placeOf(kept.workflow)
      if (there > at || (isAfterEqual && there === at)) low = middle + 1
      else high = middle
    }
    return low
  }

  function enter(kept: Kept) {
    order.splice(findPlace(placeOf(kept.workflow), true), 0, kept)
  }

  function leave(kept: Kept) {
    const from = findPlace(placeOf(kept.workflow), false)
    order.splice(order.indexOf(kept, from), 1)
  }

  function upsert(workflow: Workflow): 'new' | 'changed' | 'same' {
    const known = byId.get(workflow.id)
    if (known === undefined) {
      const kept: Kept = { workflow, version: ++version, seenIn: reads, missingIn: null }
      byId.set(workflow.id, kept)
      endedAt.delete(workflow.id)
      enter(kept)
      return 'new'
    }
    const before = known.workflow
    // An older page that comes late tells nothing new.
    if (placeOf(workflow) < placeOf(before)) return 'same'
    known.seenIn = reads
    known.missingIn = null
    missing.delete(known)
    const isSame = isSameRow(before, workflow)
    if (isSame && isSameLock(before, workflow)) return 'same'
    const isMoved = placeOf(before) !== placeOf(workflow)
    if (isMoved) leave(known)
    known.workflow = workflow
    known.version = ++version
    if (isMoved) enter(known)
    byId.delete(workflow.id)
    byId.set(workflow.id, known)
    return isSame ? 'same' : 'changed'
  }

  return {
    size: () => byId.size,
    /** Rows that nothing speaks against. */
    presentCount: () => byId.size - missing.size,
    version: () => version,
    /** Number of the newest read. */
    reads: () => reads,
    newestAt: () => order[0]?.workflow.modifiedAt ?? null,
    workflows: function* workflows(): Generator<Workflow> {
      for (const { workflow } of order) yield workflow
    },

    /** Whether a workflow was proved to have ended by a read that is no older than `now`, of the API's clock. */
    isOver: (id: string, now: number): boolean => (endedAt.get(id) ?? -Infinity) >= now,

    /** Takes the rows of a page. `isKnown` = it showed no row that was new or changed, locks aside. */
    take: (page: WorkflowPage): { isKnown: boolean } => {
      reads += 1
      readAt = Math.max(readAt, page.now ?? -Infinity)
      let isKnown = page.workflows.length === page.rowCount
      for (const workflow of page.workflows) if (upsert(workflow) !== 'same') isKnown = false
      return { isKnown }
    },

    /** Whatever stands in the span and was not seen since the read `since` has left its place. Returns how many. */
    markMissing: ({ from, to }: Span, since: number): number => {
      let count = 0
      const between = order.slice(findPlace(from.at, !from.isIncluded), findPlace(to.at, to.isIncluded))
      for (const kept of between) {
        if (kept.seenIn >= since || kept.missingIn !== null) continue
        kept.missingIn = reads
        missing.add(kept)
        count += 1
      }
      return count
    },

    countSeenSince: (since: number): number => order.filter(({ seenIn }) => seenIn >= since).length,

    /** Marks what no read since that one has shown. */
    markUnseen: (since: number): void => {
      for (const kept of order) {
        if (kept.seenIn >= since) continue
        kept.missingIn = reads
        missing.add(kept)
      }
    },

    /** Whether something had left its place by that read and was not found elsewhere yet. */
    hasMissing: (by: number): boolean =>
      [...missing].some(({ missingIn }) => missingIn !== null && missingIn <= by),

    /** What had left its place by that read (and not before `since`), and was not found elsewhere, has ended. Returns the ids. */
    endMissing: (by: number, since = 0): string[] => {
      const gone = [...missing].filter(
        ({ missingIn }) => missingIn !== null && missingIn <= by && missingIn >= since,
      )
      for (const kept of gone) {
        leave(kept)
        byId.delete(kept.workflow.id)
        missing.delete(kept)
        ended.push({ id: kept.workflow.id, version: ++version })
        endedAt.set(kept.workflow.id, readAt)
      }
      if (ended.length > MOST_ENDED) {
        const dropped = ended.length - MOST_ENDED
        forgotten = ended[dropped - 1]?.version ?? forgotten
        for (const { id } of ended.slice(0, dropped)) endedAt.delete(id)
        ended = ended.slice(dropped)
      }
      return gone.map(({ workflow }) => workflow.id)
    },

    /** How many rows that nothing speaks against were last changed at that instant or later. */
    countFrom: (at: number): number => {
      let count = findPlace(at, true)
      for (const { workflow } of missing) if (placeOf(workflow) >= at) count -= 1
      return count
    },

    /** Whether changes since that version can still be told. */
    canTell: (since: number): boolean => since === 0 || (since >= forgotten && since <= version),

    /** The next changes after a version, at most `limit` rows, and the version they lead to. */
    changes: (
      since: number,
      limit: number,
    ): { rows: Workflow[]; ended: string[]; version: number; hasMore: boolean } => {
      const rows: Workflow[] = []
      let reached = version
      let hasMore = false
      for (const kept of byId.values()) {
        if (kept.version <= since) continue
        if (rows.length === limit) {
          hasMore = true
          break
        }
        rows.push(kept.workflow)
        reached = kept.version
      }
      if (!hasMore) reached = version
      const left = ended.filter((one) => one.version > since && one.version <= reached)
      // A row that ended and came back is told as a row.
      return {
        rows,
        ended: left.flatMap(({ id }) => (byId.has(id) ? [] : id)),
        version: reached,
        hasMore,
      }
    },
  }
}

export type MirrorRows = ReturnType<typeof createMirrorRows>

/** The whole row but its lock: taking and releasing a lock does not change MODIFIED (vibe-api.md section 2). */
function isSameRow(a: Workflow, b: Workflow): boolean {
  return (
    a.modifiedAt === b.modifiedAt &&
    a.startedAt === b.startedAt &&
    a.moduleId === b.moduleId &&
    a.entity === b.entity &&
    a.documentId === b.documentId &&
    a.startedBy === b.startedBy &&
    a.templateId === b.templateId
  )
}

function isSameLock({ lock: a }: Workflow, { lock: b }: Workflow): boolean {
  return a.kind === b.kind && (a.kind !== 'held' || b.kind !== 'held' || a.until === b.until)
}
