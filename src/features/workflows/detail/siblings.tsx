import { Link, useLocation } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { RowStateMark } from '#src/features/workflows/table/row-state-mark.tsx'
import { rowStateOf } from '#src/features/workflows/table/row-state.ts'
import { m } from '#src/messages/messages.js'
import { describeTemplate } from '#src/terms/describe-workflow.ts'
import { TimeAgo } from '#src/ui/time.tsx'

type SiblingsProps = {
  workflows: readonly Workflow[]
  /** Whether every running workflow was read. */
  isAll: boolean
  entries: ReadonlyMap<string, JournalEntry>
  names: Names
  now: number
}

/** What else runs on the same document. */
export function Siblings({ workflows, isAll, entries, names, now }: SiblingsProps) {
  const { search } = useLocation()
  if (workflows.length === 0)
    return <p className="text-muted">{isAll ? m.detail_alone() : m.detail_alone_so_far()}</p>
  return (
    <>
      <ul>
        {workflows.map((workflow) => (
          <li
            key={workflow.id}
            className="border-line flex min-h-9 flex-wrap items-center gap-x-4 gap-y-0.5 border-b"
          >
            <Link
              to={{ pathname: pages.workflow(workflow.id), search }}
              className="text-accent text-meta min-h-6 content-center font-mono underline"
            >
              {workflow.id}
            </Link>
            <span className="min-w-0 truncate">{describeTemplate(workflow.templateId, names)}</span>
            <RowStateMark kind={rowStateOf(workflow, entries.get(workflow.id), now).kind} />
            {workflow.modifiedAt !== null && <TimeAgo instant={workflow.modifiedAt} now={now} />}
          </li>
        ))}
      </ul>
      {!isAll && <p className="text-muted">{m.detail_siblings_so_far()}</p>}
    </>
  )
}
