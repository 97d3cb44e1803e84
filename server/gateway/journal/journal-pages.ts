import { sql, type ExpressionBuilder, type RawBuilder } from 'kysely'

import type { JournalFilter, JournalOperator, JournalState, TerminationMode } from '#src/contract/journal.ts'

import type { JournalConnection } from './database.ts'
import { fold } from './derive.ts'
import type { DatabaseKind } from './migrations.ts'
import type { JournalDatabase, TerminationRow } from './schema.ts'

/** Filters of the journal, each as the database compares it; instants are epoch milliseconds. */
export type JournalQuery = Partial<
  Record<Exclude<JournalFilter, 'from' | 'to' | 'mode' | 'state'>, string>
> & {
  portal: string
  from?: number
  /** Exclusive. */
  to?: number
  mode?: TerminationMode
  state?: JournalState
  /** Rows before this one, in the order of pages. */
  before?: Pick<TerminationRow, 'requested_at' | 'seq'>
  limit: number
}

type Where = ExpressionBuilder<JournalDatabase, 'terminations'>

/** Shorter texts have no three letters that an index could know: they are looked for from the newest row down. */
const INDEXED_LENGTH = 3
const MOST_OPERATORS = 500

/** Long reads of the journal, newest first. Throws what the database throws. */
export function createJournalPages({ reader, kind }: Pick<JournalConnection, 'reader' | 'kind'>) {
  const matching = (query: JournalQuery) => (where: Where) => where.and(conditions(where, query, kind))
  const page = (query: JournalQuery) => {
    const { before } = query
    return reader
      .selectFrom('terminations')
      .selectAll()
      .where(matching(query))
      .$if(before !== undefined, (rows) =>
        rows.where(sql<boolean>`(requested_at, seq) < (${before?.requested_at ?? 0}, ${before?.seq ?? 0})`),
      )
      .orderBy('requested_at', 'desc')
      .orderBy('seq', 'desc')
      .limit(query.limit)
  }

  return {
    /** The query of one page, for who wants to know how it is carried out. */
    page,

    read: (query: JournalQuery): Promise<TerminationRow[]> => page(query).execute(),

    /** How many rows all pages have together. */
    count: async (query: JournalQuery): Promise<number> => {
      const { count } = await reader
        .selectFrom('terminations')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where(matching(query))
        .executeTakeFirstOrThrow()
      return count
    },

    /** Everybody who stands in the journal of a portal, by name. */
    operators: async (portal: string): Promise<JournalOperator[]> => {
      const rows = await reader
        .selectFrom('terminations')
        .select(({ fn }) => [
          'operator_key',
          fn.max('operator_id').as('id'),
          fn.max('operator_name').as('name'),
          fn.max('session').as('session'),
        ])
        .where('portal', '=', portal)
        .groupBy('operator_key')
        .orderBy('name')
        .limit(MOST_OPERATORS)
        .execute()
      return rows.map(({ operator_key: key, ...operator }) => ({ key, ...operator }))
    },
  }
}

export type JournalPages = ReturnType<typeof createJournalPages>

function conditions(where: Where, query: JournalQuery, kind: DatabaseKind) {
  const { portal, from, to, reason, q } = query
  const equal = {
    operator_key: query.operator,
    workflow_id: query.workflowId,
    document_id: query.document,
    template_id: query.template,
    mode: query.mode,
    state: query.state,
    batch_id: query.batch,
    id: query.entry,
  } as const
  return [
    where('portal', '=', portal),
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [sql<boolean>`${sql.ref(column)} = ${value}`],
    ),
    ...(from === undefined ? [] : [where('requested_at', '>=', from)]),
    ...(to === undefined ? [] : [where('requested_at', '<', to)]),
    ...(reason === undefined ? [] : findsIn('reason_search', fold(reason), kind)),
    ...(q === undefined ? [] : findsIn('search', fold(q), kind)),
  ]
}

/** The index over three letters finds candidates, the text itself decides. */
function findsIn(
  column: 'search' | 'reason_search',
  text: string,
  kind: DatabaseKind,
): RawBuilder<boolean>[] {
  const hasText =
    kind === 'sqlite'
      ? sql<boolean>`instr(${sql.ref(column)}, ${text}) > 0`
      : sql<boolean>`strpos(${sql.ref(column)}, ${text}) > 0`
  if (Array.from(text).length < INDEXED_LENGTH) return [hasText]
  const phrase = `"${text.replaceAll('"', '""')}"`
  const isCandidate =
    kind === 'sqlite'
      ? sql<boolean>`seq IN (SELECT rowid FROM terminations_search WHERE terminations_search MATCH ${phrase})`
      : sql<boolean>`flowstop_grams(search) @> flowstop_grams(${text})`
  return [isCandidate, hasText]
}
