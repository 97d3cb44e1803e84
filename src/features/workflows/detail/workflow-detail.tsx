import { useLayoutEffect, useMemo, useRef, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { findName } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { WorkflowList } from '#src/features/workflows/list/use-workflow-list.ts'
import { RowStateMark } from '#src/features/workflows/table/row-state-mark.tsx'
import { rowStateOf, type RowState } from '#src/features/workflows/table/row-state.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatDay } from '#src/lib/format.ts'
import type { Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { describeDocumentText } from '#src/terms/describe-workflow.ts'
import { useShortcuts } from '#src/terms/shortcuts.ts'
import { useNames } from '#src/terms/use-names.ts'
import { useTitles } from '#src/terms/use-titles.ts'
import { Button } from '#src/ui/button.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useNow } from '#src/ui/time.tsx'

import { ByHand } from './by-hand.tsx'
import { ApiFields, DetailFacts, PortalLinks } from './detail-facts.tsx'
import { DETAIL_TERMINATE_ID } from './detail-focus.ts'
import { Siblings } from './siblings.tsx'
import { useSighting, type Hints, type Sighting } from './use-sighting.ts'

export type WorkflowDetailProps = {
  workflowId: string
  /** Where a link says that it is to be found. */
  hints: Hints
  list: WorkflowList
  entries: ReadonlyMap<string, JournalEntry>
  lockedBecause: string | null
  /** `workflow` is `null` as long as only the id is known. */
  onTerminate: (workflow: Workflow | null, mode: 'soft' | 'force') => void
  /** What the journal knows of it. */
  renderJournal: (isRunning: boolean) => ReactNode
}

/** `/workflows/:id`: everything known about one workflow. It stands over the list, which keeps its place. */
export function WorkflowDetail(props: WorkflowDetailProps) {
  const { workflowId, list, entries, lockedBecause, onTerminate } = props
  const { search } = useLocation()
  const { portal } = useSession().session
  const entry = entries.get(workflowId)
  const sighting = useSighting(workflowId, list, entry, props.hints)
  const { workflow, siblings } = sighting
  const now = useNow() + list.clockOffset
  const { zone } = useTimeDisplay()
  const rows = useMemo(() => (workflow === null ? [] : [workflow, ...siblings]), [workflow, siblings])
  const names = useNames(rows)
  const title = findName(useTitles(rows.slice(0, 1), true), workflow?.documentId ?? null)
  const state = workflow === null || sighting.kind === 'ended' ? null : rowStateOf(workflow, entry, now)
  const heading = workflow === null ? workflowId : nameOf(workflow)
  const top = useRef<HTMLHeadingElement>(null)

  useLayoutEffect(() => top.current?.focus(), [])
  // What the button does, and only where there is one.
  useShortcuts({ terminate: () => document.getElementById(DETAIL_TERMINATE_ID)?.click() })

  return (
    <div className="bg-surface absolute inset-0 z-2 flex flex-col gap-6 overflow-y-auto px-4 pt-3 pb-10 md:px-6">
      <PageTitle title={heading} />
      <div className="flex flex-col gap-1">
        <Link
          to={{ pathname: pages.workflows, search }}
          className="text-accent min-h-6 self-start content-center"
        >
          <span aria-hidden="true">← </span>
          {m.detail_back()}
        </Link>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 ref={top} tabIndex={-1} className="text-h1 min-w-0 font-semibold break-all">
            {heading}
          </h1>
          {state && <RowStateMark kind={state.kind} />}
          {sighting.kind !== 'ended' && (
            <TerminateButton
              workflowId={workflowId}
              state={state}
              lockedBecause={lockedBecause}
              onTerminate={(mode) => onTerminate(workflow, mode)}
            />
          )}
        </div>
        <p role="status" className={sighting.kind === 'ended' ? 'font-semibold' : 'text-muted'}>
          {describeSighting(sighting, state, { now, zone })}
        </p>
      </div>
      {workflow && <DetailFacts workflow={workflow} title={title} names={names} portal={portal} now={now} />}
      <Section heading={m.journal()}>{props.renderJournal(sighting.kind !== 'ended')}</Section>
      {workflow?.documentId && (
        <Section heading={m.detail_siblings()}>
          <Siblings workflows={siblings} isAll={sighting.isAll} entries={entries} names={names} now={now} />
        </Section>
      )}
      <Section heading={m.detail_portal()}>
        <PortalLinks workflow={workflow} workflowId={workflowId} portal={portal} />
      </Section>
      {workflow && (
        <Section heading={m.detail_fields()}>
          <ApiFields workflow={workflow} />
        </Section>
      )}
      {sighting.kind !== 'ended' && (
        <Section heading={m.detail_by_hand()}>
          <ByHand workflowId={workflowId} />
        </Section>
      )}
    </div>
  )
}

type TerminateButtonProps = {
  workflowId: string
  /** `null` = only the id is known. */
  state: RowState | null
  lockedBecause: string | null
  onTerminate: (mode: 'soft' | 'force') => void
}

function TerminateButton({ workflowId, state, lockedBecause, onTerminate }: TerminateButtonProps) {
  if (state !== null && !state.canTerminate && !state.offersForce) return null
  const offersForce = state?.offersForce === true
  return (
    <Button
      id={DETAIL_TERMINATE_ID}
      aria-label={m.terminate_row({ id: workflowId })}
      disabled={lockedBecause !== null}
      title={lockedBecause ?? undefined}
      className="text-danger"
      onClick={() => onTerminate(offersForce ? 'force' : 'soft')}
    >
      {offersForce ? m.force_row() : m.detail_terminate()}
    </Button>
  )
}

function Section({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <section aria-label={heading} className="flex max-w-[1100px] min-w-0 flex-col gap-1">
      <h2 className="font-semibold">{heading}</h2>
      {children}
    </section>
  )
}

function nameOf(workflow: Workflow): string {
  const { kind, number } = describeDocumentText(workflow)
  return number === null ? kind : `${kind} ${number}`
}

function describeSighting(
  { kind, workflow, loaded, total }: Sighting,
  state: RowState | null,
  { now, zone }: { now: number; zone: Zone },
) {
  const locale = getLocale()
  const counts = {
    loaded: formatCount(loaded, locale),
    total: total === null ? m.unknown() : formatCount(total, locale),
  }
  switch (kind) {
    case 'ended':
      return workflow === null ? m.search_proven_miss() : m.detail_ended()
    case 'looking':
      return m.search_progress(counts)
    case 'not_seen':
      return m.search_not_seen(counts)
    case 'running':
      return state?.kind === 'stuck' && workflow?.lock.kind === 'held'
        ? m.detail_stuck({ since: formatDay(workflow.lock.until, now, locale, zone) })
        : null
  }
}
