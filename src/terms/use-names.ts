import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { nameQueries } from '#src/api/names.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { useHttp } from '#src/session/session-context.ts'

type Named = Pick<Workflow, 'startedBy' | 'templateId'>

const NO_NAMES: Names = { users: {}, templates: {} }

/** More than an address can carry stay ids. */
const MOST_NAMES = 200

/** Names for the ids in these rows: they come later than the rows, or never. */
export function useNames(rows: readonly Named[]): Names {
  const request = useMemo(
    () => ({ users: ids(rows, 'startedBy'), templates: ids(rows, 'templateId') }),
    [rows],
  )
  return useQuery(nameQueries.of(useHttp(), request)).data ?? NO_NAMES
}

function ids(rows: readonly Named[], field: keyof Named): string[] {
  const distinct = new Set(rows.flatMap((row) => row[field] ?? []))
  distinct.delete('0')
  return [...distinct].slice(0, MOST_NAMES).toSorted()
}
