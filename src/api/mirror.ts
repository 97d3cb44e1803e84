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

/** While more waits, what has come is shown so often: each time the whole page looks at all rows. */
const SHOW_MS = 400

/** Asks until nothing more waits; what has come is shown meanwhile. */
export async function readChanges(http: Http, client: QueryClient, signal: AbortSignal): Promise<MirrorList> {
  const ask = (since: string | undefined) =>
    http(paths.mirror, decodeMirrorChanges, { query: { since }, signal })
  // Another part of the page may settle the list meanwhile: what has come is applied to what is shown.
  const shown = () => client.getQueryData<MirrorList>(mirrorKey)
  let told = await ask(shown()?.since)
  let shownAt = -Infinity
  let waiting: MirrorChanges[] = []
  while (told.hasMore) {
    // On its way while this part is looked at.
    const next = ask(told.since)
    if (performance.now() - shownAt >= SHOW_MS) {
      client.setQueryData(mirrorKey, applyChanges(shown(), joinChanges(waiting, told), Date.now()))
      waiting = []
      shownAt = performance.now()
    } else waiting.push(told)
    // eslint-disable-next-line no-await-in-loop -- each part names the next one
    told = await next
  }
  return applyChanges(shown(), joinChanges(waiting, told), Date.now())
}

/** Answers that follow one another as one, as if asked for at once. */
export function joinChanges(earlier: readonly MirrorChanges[], last: MirrorChanges): MirrorChanges {
  if (earlier.length === 0) return last
  const rows = new Map<string, Workflow>()
  const ended = new Set<string>()
  let isAnew = false
  for (const part of [...earlier, last]) {
    if (part.isAnew) {
      isAnew = true
      rows.clear()
      ended.clear()
    }
    for (const id of part.ended) {
      ended.add(id)
      rows.delete(id)
    }
    for (const row of part.rows) {
      ended.delete(row.id)
      rows.set(row.id, row)
    }
  }
  return { ...last, isAnew, rows: [...rows.values()], ended: [...ended] }
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
