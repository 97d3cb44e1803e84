import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { workflowQueries, type LookUpFinding } from '#src/api/workflows.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { useHttp } from '#src/session/session-context.ts'

export type LookUp = { kind: 'looking' } | { kind: 'failed' } | LookUpFinding

type LookUpTarget = {
  workflowId: string
  workflow: Workflow | null
  hints: { templateId: string | null; startedBy: string | null } | null
}

/** Looks once more whether it still runs, when the dialog opens. Nothing waits for it. */
export function useLookUp({ workflowId, workflow, hints }: LookUpTarget): LookUp {
  // What was known when the dialog opened: one look per opening, whatever is found meanwhile.
  const [opening] = useState(() => ({ id: crypto.randomUUID(), where: workflow ?? hints }))
  const { where } = opening
  const { data, error } = useQuery({
    ...workflowQueries.lookUp(
      useHttp(),
      { id: workflowId, templateId: where?.templateId ?? null, startedBy: where?.startedBy ?? null },
      opening.id,
    ),
    enabled: where !== null,
  })
  // A link's hints may be wrong: not finding it there proves nothing.
  if (data) return data.kind === 'ended' && where === hints ? { kind: 'not_seen' } : data
  return error ? { kind: 'failed' } : { kind: 'looking' }
}
