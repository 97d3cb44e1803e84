import type { QueryClient } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import { decodeMirrorChanges, type MirrorChanges, type MirrorFacts } from '#src/contract/mirror.ts'
import type { Workflow } from '#src/contract/workflow.ts'

import type { Http } from './http.ts'
import { mirrorKey } from './mirror-query.ts'

/** The whole list as it was last told. It holds still: what changes keeps its place until `settle`. */
export type MirrorList = MirrorFacts & {
  /** What to ask with next time. */
  since: string
  /** When the last answer came, by the browser's clock. */
  receivedAt: number
  /** Newest change first as of the last `settle`; what has arrived since stands in front. */
  workflows: readonly Workflow[]
  arrived: ReadonlySet<string>
  changed: ReadonlySet<string>
  ended: ReadonlySet<string>
}

/** Asks until nothing more waits; each part is shown as it comes. */
export async function readChanges(http: Http, client: QueryClient, signal: AbortSignal): Promise<MirrorList> {
  for (;;) {
    const before = client.getQueryData<MirrorList>(mirrorKey)
    const changes = await http(paths.mirror, decodeMirrorChanges, { query: { since: before?.since }, signal })
    // Another part of the page may have settled the list meanwhile.
    const list = applyChanges(client.getQueryData<MirrorList>(mirrorKey), changes, Date.now())
    if (!changes.hasMore) return list
    client.setQueryData(mirrorKey, list)
  }
}

/** The list after an answer. Until it is complete, rows stand where they belong; afterwards nothing moves by itself. */
export function applyChanges(
  before: MirrorList | undefined,
  { rows, ended, isAnew, hasMore, ...facts }: MirrorChanges,
  receivedAt: number,
): MirrorList {
  // More waits: what comes next belongs to the first reading.
  const told = { ...facts, isComplete: facts.isComplete && !hasMore, receivedAt }
  if (before === undefined || isAnew)
    return { ...told, workflows: sortByChange(rows), arrived: NONE, changed: NONE, ended: NONE }
  if (rows.length === 0 && ended.length === 0) return { ...before, ...told }
  const fresh = new Map(rows.map((row) => [row.id, row]))
  const gone = new Set(ended)
  const known: Workflow[] = []
  const changed: string[] = []
  for (const row of before.workflows) {
    const now = fresh.get(row.id)
    if (now !== undefined) {
      fresh.delete(row.id)
      if (now.modifiedAt !== row.modifiedAt) changed.push(row.id)
    }
    if (now !== undefined || !gone.has(row.id)) known.push(now ?? row)
  }
  const arrivals = [...fresh.values()]
  if (!before.isComplete)
    return {
      ...before,
      ...told,
      workflows: sortByChange([...known, ...arrivals]),
      ended: add(before.ended, ended),
    }
  return {
    ...told,
    workflows: arrivals.length === 0 ? known : [...sortByChange(arrivals), ...known],
    arrived: take(
      add(
        before.arrived,
        arrivals.map(({ id }) => id),
      ),
      gone,
    ),
    changed: take(add(before.changed, changed), gone),
    ended: add(before.ended, ended),
  }
}

/** Everything at its place again: the operator asked for what has arrived. */
export function settle(list: MirrorList): MirrorList {
  return { ...list, workflows: sortByChange(list.workflows), arrived: NONE, changed: NONE }
}

const NONE: ReadonlySet<string> = new Set()

function add(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.length === 0 ? set : new Set([...set, ...ids])
}

function take(set: ReadonlySet<string>, gone: ReadonlySet<string>): ReadonlySet<string> {
  return set.isDisjointFrom(gone) ? set : set.difference(gone)
}

function sortByChange(rows: readonly Workflow[]): Workflow[] {
  return rows.toSorted((a, b) => (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0))
}
