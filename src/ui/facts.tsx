import type { ReactNode } from 'react'

import { formatMoment, formatSheetTime } from '#src/lib/format.ts'
import { offsetAt, UTC } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'

import { CopyButton } from './copy-button.tsx'
import { useTimeDisplay } from './time-display.ts'
import { TimeStop } from './time.tsx'

/** Facts beside their names, in as many columns as there is room for. */
export function FactList({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-1 gap-x-10 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">{children}</dl>
}

/** An instant in full, in the chosen zone and in UTC; `ago` says first how far away it is. */
export function Moment({ name, instant, ago }: { name: string; instant: number | null; ago?: ReactNode }) {
  const { zone } = useTimeDisplay()
  return (
    <Fact name={name}>
      {instant !== null && (
        <TimeStop>
          <time dateTime={new Date(instant).toISOString()} className="flex flex-wrap items-baseline gap-x-2">
            {ago}
            <span className={ago === undefined ? '' : 'text-meta text-muted'}>
              {formatMoment(instant, getLocale(), zone)}
            </span>
            {/* Where the clocks show UTC, once is enough. */}
            {offsetAt(instant, zone) !== 0 && (
              <span className="text-meta text-muted">
                {m.journal_utc_time({ time: formatSheetTime(instant, UTC) })}
              </span>
            )}
          </time>
        </TimeStop>
      )}
    </Fact>
  )
}

/** A text for machines, to be copied. */
export function Code({ text }: { text: string }) {
  return (
    <>
      <code className="text-meta font-mono break-all">{text}</code>
      <CopyButton text={text} className="-my-1 align-middle" />
    </>
  )
}

type FactProps = { name: string; isWide?: boolean; children: ReactNode }

/** What is not known is left out: a dash would look like a value. */
export function Fact({ name, isWide = false, children }: FactProps) {
  if (children === null || children === false || children === '') return null
  return (
    <div
      className={`min-w-0 sm:grid sm:grid-cols-[112px_minmax(0,1fr)] sm:items-baseline sm:gap-x-3 ${isWide ? 'col-span-full' : ''}`}
    >
      <dt className="text-meta text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}
