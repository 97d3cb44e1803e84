import { useEffect, useRef } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { Button } from '#src/ui/button.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'

import { COLUMNS, FROM_EXTRA, FROM_LARGE, JournalRow } from './journal-row.tsx'

type JournalTableProps = {
  entries: readonly JournalEntry[]
  names: Names
  portal: string
  now: number
  total: number
  /** The entry that a link leads to. */
  openId: string | null
  /** The rows are those of the filters before. */
  isPassing: boolean
  /** How the next page is got; `null` = there is none. */
  more: { isLoading: boolean; hasFailed: boolean; load: () => void } | null
}

/** A day with its time is longer than how long ago it was: see `COLUMNS`. */
const WITH_TIMES: Record<`--${string}`, string> = { '--time': '108px', '--time-wide': '108px' }

/** The journal itself: the only part of the page that scrolls. */
export function JournalTable({ entries, total, openId, isPassing, more, ...shared }: JournalTableProps) {
  const { isRelative } = useTimeDisplay()
  return (
    <div className="border-line bg-surface flex-1 shrink-0 border-t md:min-h-64 md:shrink md:basis-0 md:overflow-y-auto">
      <table
        className="block w-full"
        aria-rowcount={total + 1}
        aria-busy={isPassing}
        style={isRelative ? undefined : WITH_TIMES}
      >
        <thead className="border-line bg-surface text-meta text-muted sticky top-0 z-1 hidden border-b md:block">
          <tr className={`${COLUMNS} h-8 items-center gap-x-3 px-6 text-left`}>
            <Heading text={m.journal_details()} isHidden />
            <Heading text={m.journal_when()} />
            <Heading text={m.journal_who()} />
            <Heading text={m.column_document()} />
            <Heading text={m.column_template()} className={FROM_LARGE} />
            <Heading text={m.journal_workflow_id()} className={FROM_EXTRA} />
            <Heading text={m.journal_way()} />
            <Heading text={m.reason()} />
            <Heading text={m.journal_outcome()} />
            <Heading text={m.journal_batch()} className={FROM_LARGE} />
          </tr>
        </thead>
        <tbody className={`block ${isPassing ? 'opacity-60' : ''}`}>
          {entries.map((entry) => (
            <JournalRow key={entry.id} entry={entry} isOpenAtFirst={entry.id === openId} {...shared} />
          ))}
        </tbody>
      </table>
      {more !== null && (
        <div className="px-4 py-3 md:px-6">
          {!more.hasFailed && <EndMark onInView={more.load} />}
          <Button disabled={more.isLoading} onClick={more.load}>
            {more.isLoading ? m.loading() : m.journal_more()}
          </Button>
        </div>
      )}
    </div>
  )
}

type HeadingProps = { text: string; className?: string; isHidden?: boolean }

function Heading({ text, className = '', isHidden = false }: HeadingProps) {
  return (
    <th scope="col" className={`truncate font-semibold ${className}`}>
      {isHidden ? <span className="sr-only">{text}</span> : text}
    </th>
  )
}

/** Asks for more when it comes near the view, whichever part of the page scrolls. */
function EndMark({ onInView }: { onInView: () => void }) {
  const mark = useRef<HTMLDivElement>(null)
  const latest = useRef(onInView)
  useEffect(() => {
    latest.current = onInView
  })
  useEffect(() => {
    if (mark.current === null) return
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && latest.current(), {
      scrollMargin: '600px',
    })
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [])
  return <div ref={mark} className="h-px" />
}
