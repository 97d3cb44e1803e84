import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { mergeNames, nameQueries, planNames, planNamesOf, type NameRequest } from '#src/api/names.ts'
import { NO_NAMES, type Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { useHttp } from '#src/session/session-context.ts'

type Named = Pick<Workflow, 'startedBy' | 'templateId'>
type Part = { data: Names | undefined }

/** More people and templates than this stay ids: 10 requests. */
const MOST_REQUESTS = 10

const combine = (parts: Part[]) => mergeNames(parts.map(({ data }) => data))

/** Names for the ids in these rows: they come later than the rows, or never. */
export function useNames(rows: readonly Named[]): Names {
  return useRequests(useMemo(() => planNames(rows), [rows]))
}

/** The same for the ids of so many rows that they are not to be looked through for it. */
export function useNamesOf(users: readonly string[], templates: readonly string[]): Names {
  return useRequests(useMemo(() => planNamesOf(users, templates), [users, templates]))
}

function useRequests(planned: readonly NameRequest[]): Names {
  const http = useHttp()
  const requests = planned.slice(0, MOST_REQUESTS)
  const fresh = useQueries({ queries: requests.map((request) => nameQueries.of(http, request)), combine })
  // What is known stays known while the ids of a longer list are asked for.
  const [kept, setKept] = useState({ fresh: NO_NAMES, names: NO_NAMES })
  if (kept.fresh !== fresh) setKept({ fresh, names: mergeNames([kept.names, fresh]) })
  return kept.names
}
