import {
  infiniteQueryOptions,
  queryOptions,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import { decodeWorkflowPage, nextOffset, type Workflow, type WorkflowPage } from '#src/contract/workflow.ts'

import type { Http } from './http.ts'

/** What the API itself filters by: ids of a template and of a user. */
export type ApiFilters = { templateId?: string | undefined; startedBy?: string | undefined }

export const workflowKeys = {
  all: ['workflows'] as const,
  lists: () => [...workflowKeys.all, 'list'] as const,
  list: (filters: ApiFilters) => [...workflowKeys.lists(), filters] as const,
  lookUp: (workflowId: string) => [...workflowKeys.all, 'look-up', workflowId] as const,
}

export type WorkflowList = InfiniteData<WorkflowPage, number>

export const workflowQueries = {
  list: (http: Http, filters: ApiFilters) =>
    infiniteQueryOptions({
      queryKey: workflowKeys.list(filters),
      queryFn: ({ pageParam, signal }) => fetchPage(http, filters, pageParam, signal),
      initialPageParam: 0,
      getNextPageParam: (page: WorkflowPage, _pages, offset) => nextOffset(page, offset),
      // The pages of a moving list are never read again as a whole: refreshing merges the first page instead.
      staleTime: Infinity,
    }),

  /** Is it still listed? Two calls at most, never cached: asked when a dialog opens. */
  lookUp: (http: Http, where: LookUpPlace, openingId: string) =>
    queryOptions({
      queryKey: [...workflowKeys.lookUp(where.id), openingId],
      queryFn: ({ signal }) => lookUp(http, where, signal),
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
    }),
}

/** The id that is looked for, and what narrows the list to it. */
export type LookUpPlace = Pick<Workflow, 'id' | 'templateId' | 'startedBy'>

/** What a look-up found. `not_seen` proves nothing: the list was longer than what two calls read. */
export type LookUpFinding = { kind: 'listed'; workflow: Workflow } | { kind: 'ended' } | { kind: 'not_seen' }

/** Reads the first page again; the rest stays as it was loaded. */
export function fetchFirstPage(http: Http, filters: ApiFilters): Promise<WorkflowPage> {
  return fetchPage(http, filters, 0)
}

/** Puts a page that came with the session in front of the first fetch. */
export function seedFirstPage(client: QueryClient, filters: ApiFilters, body: unknown): void {
  try {
    const data: WorkflowList = { pages: [decodeWorkflowPage(body)], pageParams: [0] }
    client.setQueryData(workflowKeys.list(filters), data)
  } catch {
    // An unreadable page is simply asked for again.
  }
}

async function lookUp(
  http: Http,
  { id, templateId, startedBy }: LookUpPlace,
  signal: AbortSignal,
): Promise<LookUpFinding> {
  const filters = { templateId: filterId(templateId), startedBy: filterId(startedBy) }
  const narrow = await fetchPage(http, filters, 0, signal)
  const inNarrow = narrow.workflows.find((row) => row.id === id)
  if (inNarrow) return { kind: 'listed', workflow: inNarrow }
  const isNarrowWhole = narrow.total !== null && narrow.rowCount >= narrow.total
  const isNarrowed = filters.templateId !== undefined || filters.startedBy !== undefined
  if (!isNarrowed) return { kind: isNarrowWhole ? 'ended' : 'not_seen' }
  // A row that its running step wrote back has lost template and starter: it stands at the top of the whole list.
  const top = await fetchPage(http, {}, 0, signal)
  const inTop = top.workflows.find((row) => row.id === id)
  if (inTop) return { kind: 'listed', workflow: inTop }
  return { kind: isNarrowWhole ? 'ended' : 'not_seen' }
}

/** `0` is "the system" or a blank row: the API's filter takes it like any other number. */
function filterId(id: string | null): string | undefined {
  return id !== null && /^\d+$/.test(id) ? id : undefined
}

function fetchPage(
  http: Http,
  filters: ApiFilters,
  offset: number,
  signal?: AbortSignal,
): Promise<WorkflowPage> {
  return http(paths.workflows, decodeWorkflowPage, {
    query: { ...filters, offset: offset === 0 ? undefined : offset },
    signal,
  })
}
