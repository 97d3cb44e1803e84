import { portalAddress } from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'

import { describeDocumentText, describeStarter, describeTemplate } from './describe-workflow.ts'

type DocumentNameProps = {
  workflow: Pick<Workflow, 'entity' | 'documentId'>
  title?: string | undefined
  /** In a column: a title that comes later does not move the link. */
  isColumn?: boolean
  portal: string
}

/** The document's number and kind, later its title, with a link to it on the portal where its address is known. */
export function DocumentName({ workflow, title, isColumn = false, portal }: DocumentNameProps) {
  const { kind, number, portalPath } = describeDocumentText(workflow)
  const href = portalAddress(portal, portalPath)
  const text = number === null ? kind : `${kind} ${number}`
  return (
    <span
      className={`flex min-w-0 items-baseline gap-1.5 ${isColumn ? 'flex-1' : ''}`}
      title={title === undefined ? text : `${text}: ${title}`}
    >
      {number !== null && <span className="max-w-[16ch] shrink-0 truncate font-semibold">{number}</span>}
      <span className={`text-muted truncate ${isColumn ? 'flex-1' : ''}`}>
        {title === undefined ? kind : `${kind} · ${title}`}
      </span>
      {href && (
        <a
          href={href}
          target="_blank"
          rel="noreferrer"
          className="text-accent min-h-6 min-w-6 shrink-0 content-center text-center"
          aria-label={m.open_document({ document: text })}
        >
          ↗
        </a>
      )}
    </span>
  )
}

/** A template's name, or its id where nobody knows the name. */
export function TemplateName({ templateId, names }: { templateId: string | null; names: Names }) {
  const text = describeTemplate(templateId, names)
  return (
    <span className="block truncate" title={templateId === null ? text : `${text} (#${templateId})`}>
      {text}
    </span>
  )
}

/** Who started it: a name, an id or the system. */
export function StarterName({ startedBy, names }: { startedBy: string | null; names: Names }) {
  const text = describeStarter(startedBy, names)
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  )
}
