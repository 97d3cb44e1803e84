import { PEOPLE } from '#server/sandbox/access/people.ts'

import type { DocumentClass } from './catalogue.ts'
import { DEAL_CLASS, DOCUMENT_CLASSES } from './catalogue.ts'
import type { Random } from './random.ts'
import { hashText } from './random.ts'
import type { Row } from './row.ts'
import { createBlankRow, LEASE_MS } from './row.ts'

/** The id in the vendor's examples. It is in every generated portal, idle, so that the documented calls work. */
export const SAMPLE_ID = '69f0c2d5ade389.22457798'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Up to so many, the youngest changes are seconds old. */
const USUAL_COUNT = 1000
const STUCK_SHARE = 0.04
const RUNNING_SHARE = 0.1
/** Running workflows whose step writes the row back after a soft ending: one in so many. */
const WRITTEN_BACK_ONE_IN = 4

const TOTAL_WEIGHT = DOCUMENT_CLASSES.reduce((sum, candidate) => sum + candidate.weight, 0)
const PEOPLE_IDS = PEOPLE.map((person) => String(person.id))

/** An id as the portal makes it: `uniqid('', true)`, which begins with the second of the start in hexadecimal. */
function makeId(startedAt: number, random: Random): string {
  const seconds = Math.floor(startedAt / SECOND)
    .toString(16)
    .padStart(8, '0')
  const micros = random.int(0, 0xfffff).toString(16).padStart(6, '0')
  return `${seconds}${micros}.${random.int(10_000_000, 99_999_999)}`
}

function pickClass(random: Random): DocumentClass {
  let rest = random.next() * TOTAL_WEIGHT
  for (const candidate of DOCUMENT_CLASSES) {
    rest -= candidate.weight
    if (rest < 0) return candidate
  }
  return DEAL_CLASS
}

/** Whether a row comes back after a soft ending: fixed by its id, so that it can be told beforehand. */
export function decideWrittenBack(id: string): boolean {
  return hashText(id) % WRITTEN_BACK_ONE_IN === 0
}

/** A workflow that starts at `at` on a document drawn at random, or on the one given. */
export function createStartedRow(at: number, random: Random, document?: Row): Row {
  const id = makeId(at, random)
  const kind = pickClass(random)
  const starter = random.chance(0.38) ? '0' : random.pick(['1', ...PEOPLE_IDS])
  return {
    ...createBlankRow(id, at),
    moduleId: document?.moduleId ?? kind.moduleId,
    entity: document?.entity ?? kind.entity,
    documentId: document?.documentId ?? kind.formatId(random.int(1, 9999)),
    // Templates of automation rules are started by the portal itself.
    startedBy: starter,
    templateId: document?.templateId ?? String(random.pick(kind.templates)),
    isWrittenBack: decideWrittenBack(id),
  }
}

/** Seconds to months, each order of magnitude about as common as the next. */
function drawAge(random: Random, youngest = 5 * SECOND): number {
  return Math.round(youngest * Math.exp(random.next() * Math.log((120 * DAY) / youngest)))
}

/** The age of the newest change: else a hundred of 10,000 rows would have changed in one second, as on no portal. */
function youngestOf(count: number): number {
  return 5 * SECOND * Math.max(1, count / USUAL_COUNT)
}

function giveLock(row: Row, now: number, random: Random) {
  const draw = random.next()
  if (draw < STUCK_SHARE) {
    // It took its lock when it last moved, and nothing was heard of it since.
    row.modifiedAt = Math.min(row.modifiedAt, now - 12 * MINUTE)
    row.ownedUntil = row.modifiedAt + LEASE_MS
  } else if (draw < STUCK_SHARE + RUNNING_SHARE) {
    // One step in twelve is late: its lease has run out, yet it is not stuck by the portal's rule.
    const takenAgo = random.chance(1 / 12) ? random.int(6, 8) * MINUTE : random.int(5, 295) * SECOND
    row.ownedUntil = Math.max(row.modifiedAt, now - takenAgo) + LEASE_MS
    row.stepEndsAt = now + random.int(5, 240) * SECOND
  }
}

function createAgedRow(now: number, random: Random, youngest: number): Row {
  const modifiedAt = now - drawAge(random, youngest)
  const startedAt = modifiedAt - (random.chance(0.3) ? 0 : drawAge(random))
  const row: Row = { ...createStartedRow(startedAt, random), modifiedAt }
  if (now - startedAt > 30 * DAY && random.chance(0.06)) row.isDocumentArray = true
  if (random.chance(0.01)) row.moduleId = ''
  giveLock(row, now, random)
  row.startedAt = Math.min(row.startedAt, row.modifiedAt)
  return row
}

/** Puts a second workflow on the document of some CRM items; a third may wait for one of the two to end. */
function pairOnOneItem(rows: readonly Row[], random: Random) {
  for (let index = 1; index < rows.length; index += 2) {
    const [first, second] = [rows[index - 1], rows[index]]
    if (!first || !second || first.moduleId !== 'crm' || second.moduleId !== 'crm' || !random.chance(0.08))
      continue
    second.entity = first.entity
    second.documentId = first.documentId
    first.hasFollower = random.chance(0.4)
  }
}

/** `count` running workflows as a portal has them at `now`; the same seed and `now` give the same rows. */
export function createPopulation(count: number, now: number, random: Random): Row[] {
  const rows: Row[] = []
  const ids = new Set([SAMPLE_ID])
  while (rows.length < count - 1) {
    const row = createAgedRow(now, random, youngestOf(count))
    if (ids.has(row.id)) continue
    ids.add(row.id)
    rows.push(row)
  }
  pairOnOneItem(rows, random)
  if (count > 0) rows.push(createSampleRow(now))
  return rows
}

/** The workflow of the vendor's examples: a deal that waits for its approval. */
export function createSampleRow(now: number): Row {
  return {
    ...createBlankRow(SAMPLE_ID, now - 3 * HOUR),
    startedAt: now - 2 * DAY,
    moduleId: DEAL_CLASS.moduleId,
    entity: DEAL_CLASS.entity,
    documentId: DEAL_CLASS.formatId(5141),
    startedBy: '1',
    templateId: '11',
  }
}
