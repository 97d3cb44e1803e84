import type { Clock } from '#server/clock.ts'
import { readCount, readObject, readText } from '#src/contract/read.ts'
import { PAGE_SIZE } from '#src/contract/workflow.ts'

import type { Caller } from './caller.ts'
import type { NameCalls } from './name-calls.ts'

const MOST_PAGES = 20
/** How long a whole list serves, */
const KNOWN_MS = 10 * 60_000
/** and how long one that could not be read to its end. */
const FAILED_MS = 30_000

type Names = ReadonlyMap<string, string>
type Kept = { names: Promise<Names>; until: number }

const NONE: Names = new Map()

/** Names of all templates of a portal, by id: there is no route for one. Nothing the API does is thrown. */
export function createTemplateNames({ ask }: NameCalls, clock: Clock): (caller: Caller) => Promise<Names> {
  const kept = new Map<string, Kept>()

  async function readAll(caller: Caller): Promise<{ names: Map<string, string>; isWhole: boolean }> {
    const names = new Map<string, string>()
    let offset = 0
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const answer = await ask(caller, 'templates', '/v1/bizproc-templates', { offset: offset || undefined })
      if (answer?.status !== 200) return { names, isWhole: false }
      const body = readObject(answer.body)
      const rows: unknown[] = Array.isArray(body.data) ? body.data : []
      const before = names.size
      for (const [id, name] of rows.map(readTemplate)) if (id !== null && name !== null) names.set(id, name)
      offset += rows.length
      const total = readCount(readObject(body.meta).total)
      // Nothing new on a page: the API knows no offset here.
      if (rows.length < PAGE_SIZE || names.size === before || (total !== null && offset >= total)) break
    }
    return { names, isWhole: true }
  }

  async function renew(caller: Caller, entry: Kept, before: Promise<Names>): Promise<Names> {
    const old = await before
    const { names, isWhole } = await readAll(caller)
    entry.until = clock.now() + (isWhole ? KNOWN_MS : FAILED_MS)
    // A template seldom gets another name: what was known is better than nothing.
    return isWhole ? names : new Map([...old, ...names])
  }

  return (caller) => {
    const known = kept.get(caller.portal)
    if (known && clock.now() < known.until) return known.names
    const entry: Kept = { names: Promise.resolve(NONE), until: Infinity }
    entry.names = renew(caller, entry, known?.names ?? entry.names)
    kept.set(caller.portal, entry)
    return entry.names
  }
}

function readTemplate(value: unknown): [id: string | null, name: string | null] {
  const row = readObject(value)
  return [readText(row.id ?? row.ID), readText(row.name ?? row.NAME)]
}
