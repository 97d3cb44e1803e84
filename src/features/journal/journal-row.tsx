import { memo, useId, useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { DocumentName, TemplateName } from '#src/terms/workflow-names.tsx'
import { CopyButton } from '#src/ui/copy-button.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

import { JournalDetails } from './journal-details.tsx'

/** Seven columns where there is room for them, ten where there is more; a card on narrow screens. */
export const COLUMNS =
  'grid grid-cols-[minmax(0,1fr)_var(--time,72px)_28px] md:grid-cols-[28px_var(--time-wide,84px)_minmax(0,0.8fr)_minmax(0,1fr)_44px_minmax(0,1.2fr)_minmax(0,1fr)] lg:grid-cols-[28px_var(--time-wide,84px)_120px_minmax(0,1fr)_minmax(0,1fr)_44px_minmax(0,1.4fr)_170px_76px] xl:grid-cols-[28px_var(--time-wide,84px)_130px_minmax(0,1fr)_minmax(0,1fr)_200px_44px_minmax(0,1.5fr)_180px_76px]'

/** Columns of the wide screens only. */
export const FROM_LARGE = 'hidden lg:block'
export const FROM_EXTRA = 'hidden xl:block'

type JournalRowProps = {
  entry: JournalEntry
  names: Names
  portal: string
  /** The gateway's clock. */
  now: number
  /** A link leads to this very entry: its details are shown without being asked for. */
  isOpenAtFirst: boolean
}

/** One termination: a line of the table, or a card, with everything else that is known of it folded below. */
export const JournalRow = memo(function JournalRow(props: JournalRowProps) {
  const { entry, names, portal, now, isOpenAtFirst } = props
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const detailsId = useId()
  const outcome = describeOutcome(entry)

  return (
    <tr
      data-entry={entry.id}
      className={`border-line ${COLUMNS} min-h-9 items-center gap-x-3 gap-y-0.5 border-b px-4 py-1.5 [contain-intrinsic-size:auto_36px] [content-visibility:auto] md:px-6 md:py-0 ${isOpen ? '' : 'hover:bg-canvas'}`}
    >
      <Cell place="col-start-3 row-start-1">
        <button
          type="button"
          data-row-main
          aria-expanded={isOpen}
          aria-controls={isOpen ? detailsId : undefined}
          aria-label={m.journal_row_details({ id: entry.workflowId })}
          title={m.journal_row_details({ id: entry.workflowId })}
          className="rounded-control text-muted hover:text-text grid size-7 place-items-center"
          onClick={() => setOpen(!isOpen)}
        >
          <FoldMark isOpen={isOpen} />
        </button>
      </Cell>
      <Cell place="col-start-2 row-start-1 text-right md:text-left whitespace-nowrap">
        <TimeAgo instant={entry.requestedAt} now={Math.max(now, entry.requestedAt)} />
      </Cell>
      <Cell place="col-start-2 col-span-2 row-start-3 text-right md:text-left text-muted md:text-current">
        <Line text={describeOperator(entry)} />
      </Cell>
      <Cell place="col-start-1 row-start-1">
        <DocumentName workflow={entry} portal={portal} />
      </Cell>
      <Cell className={FROM_LARGE}>
        {entry.templateId !== null && <TemplateName templateId={entry.templateId} names={names} />}
      </Cell>
      <Cell className={`group text-muted hidden items-center xl:flex`}>
        <span className="text-meta truncate font-mono" title={entry.workflowId}>
          {entry.workflowId}
        </span>
        <CopyButton text={entry.workflowId} className="opacity-0 group-hover:opacity-100 focus:opacity-100" />
      </Cell>
      <Cell place="col-start-2 col-span-2 row-start-2 text-right md:text-left">
        {entry.mode === 'force' ? m.mode_force() : m.mode_soft()}
      </Cell>
      <Cell place="col-start-1 row-start-3">
        {entry.reason === null ? (
          <span className="text-muted">{m.no_reason()}</span>
        ) : (
          <Line text={entry.reason} />
        )}
      </Cell>
      <Cell place="col-start-1 row-start-2" className="flex">
        <StateMark shape={outcome.shape} tone={outcome.tone} word={outcome.word} />
      </Cell>
      <Cell className={FROM_LARGE}>{entry.batchId !== null && <BatchLink batchId={entry.batchId} />}</Cell>
      {isOpen && (
        <td id={detailsId} className="col-span-full min-w-0">
          <JournalDetails entry={entry} names={names} />
        </td>
      )}
    </tr>
  )
})

type CellProps = {
  /** Where it stands in the card; in the table the order of the columns is enough. */
  place?: string
  className?: string
  children?: ReactNode
}

function Cell({ place = '', className = '', children }: CellProps) {
  return (
    <td className={`min-w-0 ${place} md:col-span-1 md:col-start-auto md:row-start-auto ${className}`}>
      {children}
    </td>
  )
}

/** One line of a text that may be longer; all of it for who points at it, and in the details. */
function Line({ text }: { text: string }) {
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  )
}

export function BatchLink({ batchId }: { batchId: string }) {
  return (
    <Link
      to={pages.batch(batchId)}
      title={batchId}
      aria-label={m.journal_batch_open({ id: batchId })}
      className="text-accent text-meta inline-block min-h-6 max-w-full content-center truncate font-mono underline underline-offset-2"
    >
      {batchId.slice(0, 8)}
    </Link>
  )
}

function FoldMark({ isOpen }: { isOpen: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className="size-3.5"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <path d={isOpen ? 'M3.5 6 8 10.5 12.5 6' : 'M6 3.5 10.5 8 6 12.5'} />
    </svg>
  )
}
