import type { ReactNode } from 'react'

import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'
import { DocumentName, StarterName, TemplateName } from '#src/terms/workflow-names.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

type WorkflowFactsProps = {
  workflowId: string
  workflow: Workflow | null
  names: Names
  portal: string
  now: number
}

/** The panel that names the thing: document, template, who started it and when, last change, id. */
export function WorkflowFacts({ workflowId, workflow, names, portal, now }: WorkflowFactsProps) {
  return (
    <dl className="rounded-control bg-canvas text-cell grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5 px-3 py-2">
      {workflow && (
        <>
          <Fact term={m.column_document()}>
            <DocumentName workflow={workflow} portal={portal} />
          </Fact>
          <Fact term={m.column_template()}>
            <TemplateName templateId={workflow.templateId} names={names} />
          </Fact>
          <Fact term={m.column_started_by()}>
            <span className="flex gap-2">
              <StarterName startedBy={workflow.startedBy} names={names} />
              {workflow.startedAt !== null && (
                <TimeAgo instant={workflow.startedAt} now={now} isStop className="text-muted shrink-0" />
              )}
            </span>
          </Fact>
          <Fact term={m.column_changed()}>
            {workflow.modifiedAt === null ? (
              m.unknown()
            ) : (
              <TimeAgo instant={workflow.modifiedAt} now={now} isStop />
            )}
          </Fact>
        </>
      )}
      <Fact term={m.column_id()}>
        <span className="text-meta font-mono break-all">{workflowId}</span>
      </Fact>
    </dl>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
