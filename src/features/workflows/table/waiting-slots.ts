import { stateOf, type Workflow } from '#src/contract/workflow.ts'

/** The cloud lets two processes wait on one CRM item; a third starts when one of them ends (vibe-api.md section 3). */
export const WAITING_SLOTS = 2

/** The CRM items, by document id, that hold as many waiting workflows as they may. Takes the workflows one by one. */
export function createSlotFinder(now: number): {
  take: (workflow: Workflow) => void
  full: ReadonlySet<string>
} {
  const waiting = new Map<string, number>()
  const full = new Set<string>()
  return {
    take: (workflow) => {
      const { moduleId, documentId } = workflow
      if (moduleId !== 'crm' || documentId === null || stateOf(workflow, now) !== 'waiting') return
      const count = (waiting.get(documentId) ?? 0) + 1
      waiting.set(documentId, count)
      if (count === WAITING_SLOTS) full.add(documentId)
    },
    full,
  }
}
