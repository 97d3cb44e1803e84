import type { Workflow, WorkflowPage } from '#src/contract/workflow.ts'

/** Rows kept over all portals: past it the ones seen longest ago leave. */
const MOST_ROWS = 200_000

/**
 * The rows the gateway has seen on list pages, newest sighting of each. What stands in the journal about a workflow
 * comes from here and not from the page, which could say anything.
 */
export function createSightings() {
  const seen = new Map<string, Workflow>()
  const keyOf = (portal: string, workflowId: string) => `${portal} ${workflowId}`
  return {
    remember: (portal: string, { workflows }: WorkflowPage): void => {
      for (const workflow of workflows) {
        const key = keyOf(portal, workflow.id)
        // Re-entered at the end: the map keeps the order of sightings.
        seen.delete(key)
        seen.set(key, workflow)
      }
      for (const key of seen.keys()) {
        if (seen.size <= MOST_ROWS) break
        seen.delete(key)
      }
    },
    find: (portal: string, workflowId: string): Workflow | null =>
      seen.get(keyOf(portal, workflowId)) ?? null,
  }
}

export type Sightings = ReturnType<typeof createSightings>
