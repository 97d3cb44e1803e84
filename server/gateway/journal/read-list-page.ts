import type { Caller } from '#server/gateway/caller.ts'
import type { Priority, Upstream } from '#server/gateway/upstream.ts'
import { decodeWorkflowPage, type WorkflowPage } from '#src/contract/workflow.ts'

type ListPageQuery = { templateId?: string; startedBy?: string; offset?: number }

/** Reads one page of the list with somebody's session. Throws when the API refuses or the answer is no list. */
export async function readListPage(
  upstream: Upstream,
  { token }: Pick<Caller, 'token'>,
  query: ListPageQuery,
  priority: Priority,
): Promise<WorkflowPage> {
  const offset = query.offset === 0 ? undefined : query.offset
  const answer = await upstream('/v1/workflows', { query: { ...query, offset }, priority, token })
  if (answer.status !== 200) throw new Error(`The list answered ${answer.status}`)
  return { ...decodeWorkflowPage(answer.body), now: answer.now }
}
