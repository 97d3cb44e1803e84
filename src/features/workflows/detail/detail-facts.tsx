import {
  describeDocument,
  portalAddress,
  PORTAL_LIST_PATH,
  portalTemplatePath,
  portalWorkflowPath,
} from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import type { Lock, Workflow } from '#src/contract/workflow.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { DocumentName, StarterName, TemplateName } from '#src/terms/workflow-names.tsx'
import { Code, Fact, FactList, Moment } from '#src/ui/facts.tsx'

type DetailFactsProps = {
  workflow: Workflow
  title: string | undefined
  names: Names
  portal: string
  /** The API's clock. */
  now: number
}

/** What the workflow is, in words, and the ways to it on the portal. */
export function DetailFacts({ workflow, title, names, portal, now }: DetailFactsProps) {
  const { startedAt, modifiedAt, lock, templateId, startedBy } = workflow
  return (
    <FactList>
      <Fact name={m.column_document()} isWide>
        <DocumentName workflow={workflow} title={title} portal={portal} />
      </Fact>
      <Fact name={m.column_template()}>
        <TemplateName templateId={templateId} names={names} />
      </Fact>
      <Fact name={m.column_started_by()}>
        <StarterName startedBy={startedBy} names={names} />
      </Fact>
      <Instant name={m.column_started()} instant={startedAt} now={now} />
      <Instant name={m.column_changed()} instant={modifiedAt} now={now} />
      <Moment name={m.detail_leased()} instant={lock.kind === 'held' ? lock.until : null} />
      <Fact name={m.column_id()}>
        <Code text={workflow.id} />
      </Fact>
    </FactList>
  )
}

/** Where the portal shows it. Its own page of a workflow may open for participants only. */
export function PortalLinks({ workflow, workflowId, portal }: PortalLinksProps) {
  const kind = workflow === null ? 'none' : describeDocument(workflow).kind
  const links = [
    { words: m.detail_portal_workflow(), path: portalWorkflowPath(workflowId) },
    {
      words: m.detail_portal_document(),
      path: workflow === null ? null : describeDocument(workflow).portalPath,
    },
    { words: m.detail_portal_template(), path: portalTemplatePath(kind, workflow?.templateId ?? null) },
    { words: m.detail_portal_list(), path: PORTAL_LIST_PATH },
  ]
  return (
    <ul className="flex flex-wrap gap-x-5">
      {links.map(({ words, path }) => {
        const href = portalAddress(portal, path)
        return (
          href !== null && (
            <li key={words}>
              <a
                href={href}
                target="_blank"
                rel="noreferrer"
                className="text-accent inline-block min-h-6 content-center underline"
              >
                {words} <span aria-hidden="true">↗</span>
              </a>
            </li>
          )
        )
      })}
    </ul>
  )
}

type InstantProps = { name: string; instant: number | null; now: number }

function Instant({ name, instant, now }: InstantProps) {
  if (instant === null) return <Fact name={name}>{m.unknown()}</Fact>
  return (
    <Moment name={name} instant={instant} ago={formatRelative(Math.min(instant, now), now, getLocale())} />
  )
}

type PortalLinksProps = { workflow: Workflow | null; workflowId: string; portal: string }

/** Every field under the API's own name. Instants stand in UTC, whatever offset they came with. */
export function ApiFields({ workflow }: { workflow: Workflow }) {
  const fields: Record<string, string> = {
    ID: workflow.id,
    MODIFIED: formatInstant(workflow.modifiedAt),
    STARTED: formatInstant(workflow.startedAt),
    OWNED_UNTIL: formatLock(workflow.lock),
    MODULE_ID: workflow.moduleId ?? '',
    ENTITY: workflow.entity ?? '',
    DOCUMENT_ID: workflow.documentId ?? '',
    STARTED_BY: workflow.startedBy ?? '',
    TEMPLATE_ID: workflow.templateId ?? '',
  }
  return (
    <dl className="text-meta grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 font-mono">
      {Object.entries(fields).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="break-all">
            {value === '' ? <span className="text-muted">{m.detail_blank()}</span> : value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function formatInstant(instant: number | null): string {
  return instant === null ? m.unknown() : new Date(instant).toISOString().replace('.000Z', 'Z')
}

function formatLock(lock: Lock): string {
  if (lock.kind === 'held') return formatInstant(lock.until)
  return lock.kind === 'free' ? 'null' : m.unknown()
}
