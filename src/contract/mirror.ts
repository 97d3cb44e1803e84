import { readCount, readInstant, readObject, readText } from './read.ts'
import { isWorkflowId, type Lock, type Workflow } from './workflow.ts'

/** Rows in one answer of `GET /api/workflows`: the next call takes the rest. */
export const MOST_MIRROR_ROWS = 5000

/** The state of the mirror beside its rows. Instants are epoch milliseconds of the API's clock. */
export type MirrorFacts = {
  /** Running workflows by the API's count; `null` = not read yet. */
  total: number | null
  /** Rows read so far. */
  readCount: number
  /** Whatever runs is among the rows, as of `readAt`. */
  isComplete: boolean
  /** How many of the rows have ended, by the API's count, while nobody knows yet which. */
  endedCount: number
  /** When the newest changes were read; `null` = not yet. */
  readAt: number | null
  /** When the oldest lock among the rows was read, at the earliest; `null` = not all rows are read yet. */
  locksReadAt: number | null
  /** The API's clock at this answer. */
  now: number | null
  /** Since when the API gives no list; `null` = it does. */
  failingSince: number | null
}

/** What changed since the version that was asked about. */
export type MirrorChanges = MirrorFacts & {
  /** What to ask with next time. */
  since: string
  /** The rows are of another mirror than the one asked about: what was known is void. */
  isAnew: boolean
  /** More changes wait: ask again at once. */
  hasMore: boolean
  rows: Workflow[]
  /** Ids that are proved to run no more. */
  ended: string[]
}

const TEXTS = ['moduleId', 'entity', 'documentId', 'startedBy', 'templateId'] as const

/**
 * The answer of `GET /api/workflows` without its envelope. Rows go by columns: texts that repeat once, times as seconds
 * less those of the row before, so that 100,000 rows stay within 3 MB compressed.
 */
export function encodeMirrorChanges({ rows, ended, ...facts }: MirrorChanges): Record<string, unknown> {
  return {
    ...facts,
    readAt: encodeInstant(facts.readAt),
    locksReadAt: encodeInstant(facts.locksReadAt),
    now: encodeInstant(facts.now),
    failingSince: encodeInstant(facts.failingSince),
    ended,
    ids: rows.map(({ id }) => id),
    modifiedAt: encodeTimes(rows.map(({ modifiedAt }) => modifiedAt)),
    startedAt: encodeTimes(rows.map(({ startedAt }) => startedAt)),
    // 0 = free, -1 = unreadable, else the end of the lease.
    locks: rows.map(({ lock }) => (lock.kind === 'held' ? lock.until / 1000 : lock.kind === 'free' ? 0 : -1)),
    ...Object.fromEntries(TEXTS.map((name) => [name, encodeTexts(rows.map((row) => row[name]))])),
  }
}

/** Decodes the answer of `GET /api/workflows`. Throws `TypeError` when it is none; a row without a usable ID is left out. */
export function decodeMirrorChanges(value: unknown): MirrorChanges {
  const data = readObject(readObject(value).data)
  const since = readText(data.since)
  if (since === null || !Array.isArray(data.ids))
    throw new TypeError('The answer holds no changes of the list')
  return {
    since,
    isAnew: data.isAnew === true,
    hasMore: data.hasMore === true,
    total: readCount(data.total),
    readCount: readCount(data.readCount) ?? 0,
    isComplete: data.isComplete === true,
    endedCount: readCount(data.endedCount) ?? 0,
    readAt: readInstant(data.readAt),
    locksReadAt: readInstant(data.locksReadAt),
    now: readInstant(data.now),
    failingSince: readInstant(data.failingSince),
    ended: readArray(data.ended).filter((id) => typeof id === 'string'),
    rows: decodeRows(data.ids, data),
  }
}

function decodeRows(ids: readonly unknown[], data: Record<string, unknown>): Workflow[] {
  const modified = decodeTimes(data.modifiedAt)
  const started = decodeTimes(data.startedAt)
  const locks = readArray(data.locks)
  const [moduleId, entity, documentId, startedBy, templateId] = TEXTS.map((name) => decodeTexts(data[name]))
  return ids.flatMap((id, index) => {
    if (typeof id !== 'string' || !isWorkflowId(id)) return []
    return {
      id,
      modifiedAt: modified[index] ?? null,
      startedAt: started[index] ?? null,
      lock: decodeLock(locks[index]),
      moduleId: moduleId?.[index] ?? null,
      entity: entity?.[index] ?? null,
      documentId: documentId?.[index] ?? null,
      startedBy: startedBy?.[index] ?? null,
      templateId: templateId?.[index] ?? null,
    }
  })
}

const FREE: Lock = { kind: 'free' }
const UNKNOWN: Lock = { kind: 'unknown' }

function decodeLock(value: unknown): Lock {
  if (value === 0) return FREE
  return typeof value === 'number' && value > 0 ? { kind: 'held', until: value * 1000 } : UNKNOWN
}

function encodeInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function encodeTimes(times: readonly (number | null)[]): (number | null)[] {
  let before = 0
  return times.map((time) => {
    if (time === null) return null
    const step = time / 1000 - before
    before = time / 1000
    return step
  })
}

function decodeTimes(value: unknown): (number | null)[] {
  let before = 0
  return readArray(value).map((step) => {
    if (typeof step !== 'number') return null
    before += step
    return Math.round(before * 1000)
  })
}

/** Each text once, and for each row its place among them; -1 = none. */
function encodeTexts(texts: readonly (string | null)[]): { values: string[]; places: number[] } {
  const placeOf = new Map<string, number>()
  const places = texts.map((text) => {
    if (text === null) return -1
    const place = placeOf.get(text) ?? placeOf.size
    placeOf.set(text, place)
    return place
  })
  return { values: [...placeOf.keys()], places }
}

function decodeTexts(value: unknown): (string | null)[] {
  const { values, places } = readObject(value)
  const texts = readArray(values).map(readText)
  return readArray(places).map((place) => (typeof place === 'number' ? (texts[place] ?? null) : null))
}

function readArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
