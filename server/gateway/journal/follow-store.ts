import { setImmediate } from 'node:timers/promises'

import type { Kysely } from 'kysely'

import type { JournalState } from '#src/contract/journal.ts'

import type { JournalDatabase, TerminationRow } from './schema.ts'
import type { Changes, OnMoved } from './store.ts'
import { isAllowed } from './transitions.ts'

/** Rows that one look-up serves at most; the rest is due at once after it. */
const MOST_DUE = 20_000
/** Rows changed by one statement: more would hold up whoever waits behind it. */
const PIECE_ROWS = 200

type FollowStoreDeps = { db: Kysely<JournalDatabase>; reader: Kysely<JournalDatabase>; onMoved?: OnMoved }

/** What following reads and writes: many rows at once. Throws what the database throws. */
export function createFollowStore({ db, reader, onMoved = () => {} }: FollowStoreDeps) {
  const these = (rows: readonly TerminationRow[]) =>
    db
      .updateTable('terminations')
      .where('portal', '=', rows[0]?.portal ?? '')
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )

  return {
    /** Rows of these portals whose time for a look-up has come, the earliest first. */
    due: async (portals: readonly string[], now: number): Promise<TerminationRow[]> => {
      if (portals.length === 0) return []
      return reader
        .selectFrom('terminations')
        .selectAll()
        .where('portal', 'in', portals)
        .where('next_check_at', 'is not', null)
        .where('next_check_at', '<=', now)
        .orderBy('next_check_at')
        .limit(MOST_DUE)
        .execute()
    },

    /** When the next row of these portals is due; `null` = none is. */
    nextDue: async (portals: readonly string[]): Promise<number | null> => {
      if (portals.length === 0) return null
      const { at } = await reader
        .selectFrom('terminations')
        .select(({ fn }) => fn.min('next_check_at').as('at'))
        .where('portal', 'in', portals)
        .where('next_check_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return at
    },

    /**
     * Takes rows of one portal that are due, so that no other gateway looks for them as well until `until`. Returns those
     * that nobody else had taken.
     */
    claim: async (rows: readonly TerminationRow[], now: number, until: number): Promise<TerminationRow[]> => {
      const taken = new Set<string>()
      await inPieces(rows, async (piece) => {
        const found = await these(piece)
          .set({ next_check_at: until })
          .where('next_check_at', '<=', now)
          .returning('id')
          .execute()
        for (const { id } of found) taken.add(id)
      })
      return rows.filter(({ id }) => taken.has(id))
    },

    /** Gives back what was claimed and not looked for. */
    release: (rows: readonly TerminationRow[], until: number, at: number): Promise<void> =>
      inPieces(rows, async (piece) => {
        await these(piece).set({ next_check_at: at }).where('next_check_at', '=', until).execute()
      }),

    /** Rows of these portals that were found to be gone since an instant, by whichever gateway. */
    goneSince: async (portals: readonly string[], since: number): Promise<TerminationRow[]> => {
      if (portals.length === 0) return []
      return reader
        .selectFrom('terminations')
        .selectAll()
        .where('portal', 'in', portals)
        .where('changed_at', '>=', since)
        .where('state', 'in', ['gone', 'no_longer_running'])
        .execute()
    },

    /**
     * Gives rows of one state the same changes and, unless `to` is `null`, their next state. Returns the ids of those
     * that were still in that state. Throws `RangeError` for a move that does not exist.
     */
    change: async (
      rows: readonly TerminationRow[],
      to: JournalState | null,
      at: number,
      changes: Changes,
    ): Promise<ReadonlySet<string>> => {
      const [first] = rows
      if (!first) return new Set()
      if (to !== null && !isAllowed(first.state, to))
        throw new RangeError(`A termination cannot go from ${first.state} to ${to}`)
      const changed = new Set<string>()
      const modes = new Map(rows.map(({ id, mode }) => [id, mode]))
      await inPieces(rows, async (piece) => {
        const found = await these(piece)
          .set(to === null ? changes : { ...changes, state: to, changed_at: at })
          .where('state', '=', first.state)
          .returning('id')
          .execute()
        for (const { id } of found) {
          changed.add(id)
          if (to !== null) onMoved(to, modes.get(id) ?? first.mode, 1)
        }
      })
      return changed
    },
  }
}

async function inPieces(
  rows: readonly TerminationRow[],
  write: (piece: readonly TerminationRow[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += PIECE_ROWS) {
    await write(rows.slice(start, start + PIECE_ROWS))
    await setImmediate()
  }
}

export type FollowStore = ReturnType<typeof createFollowStore>
