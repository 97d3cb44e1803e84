import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { describeError, isSignIn } from '#src/api/describe-error.ts'
import { journalQueries } from '#src/api/journal.ts'
import type { JournalDayCounts } from '#src/contract/journal-days.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatDate } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useHttp } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { Notice } from '#src/ui/notice.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useNow } from '#src/ui/time.tsx'

import { ChartView, Section } from './drawing/chart-section.tsx'
import type { Chart, ChartRow } from './drawing/chart.ts'
import { OUTCOME_LOOKS } from './drawing/looks.ts'
import {
  groupOutcomes,
  onlyStateOf,
  OUTCOME_GROUPS,
  planDays,
  type OutcomeGroup,
} from './numbers/count-days.ts'
import { journalLink } from './numbers/links.ts'
import { GreyBars } from './overview-blanks.tsx'

const DAYS = 30

/** What was terminated through Flowstop, day by day. */
export function EndingsSection() {
  const now = useNow()
  const { zone } = useTimeDisplay()
  // The browser's clock may be a day off: the gateway's says which days are the last.
  const [offset, setOffset] = useState(0)
  const { days, bounds } = planDays(now + offset, DAYS, zone)
  const query = useQuery({
    ...journalQueries.days(useHttp(), bounds),
    placeholderData: keepPreviousData,
  })
  const { data, dataUpdatedAt, error, isPlaceholderData, refetch } = query
  const fresh = data?.now ? data.now - dataUpdatedAt : offset
  if (planDays(now + fresh, DAYS, zone).bounds[0] !== bounds[0] && !isPlaceholderData) setOffset(fresh)

  const isFailed = error !== null && !isSignIn(error)
  return (
    <Section heading={m.overview_endings()} note={m.overview_endings_note({ days: DAYS })}>
      {isFailed && (
        <Notice
          tone="warn"
          live="polite"
          title={data ? m.stale({ why: describeError(error).title }) : m.journal_failed()}
        >
          <Button look="link" onClick={() => void refetch()}>
            {m.retry()}
          </Button>
        </Notice>
      )}
      {data ? <Endings days={days} counts={data.days} /> : !isFailed && <GreyBars count={4} />}
    </Section>
  )
}

type EndingsProps = { days: readonly string[]; counts: readonly JournalDayCounts[] }

function Endings({ days, counts }: EndingsProps) {
  const locale = getLocale()
  const chart = chartDays(days, counts, locale)
  const total = chart.rows.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return <p>{m.overview_endings_none({ days: DAYS })}</p>
  return (
    <>
      <p>{m.overview_endings_total({ count: total, shown: formatCount(total, locale) })}</p>
      <ChartView
        name={m.overview_endings()}
        rowHeading={m.overview_day()}
        kind="days"
        chart={chart}
        tableRows={chart.rows.filter(({ count }) => count > 0).toReversed()}
      />
    </>
  )
}

const GROUP_WORDS: Record<OutcomeGroup, () => string> = {
  ended: m.journal_gone,
  maybe: m.overview_maybe,
  open: m.overview_open,
  still_running: m.state_still_running,
  refused: m.journal_refused,
  not_sent: m.overview_not_sent,
}

function chartDays(days: readonly string[], counts: readonly JournalDayCounts[], locale: string): Chart {
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const rows = days.map((day, place): ChartRow => {
    const groups = groupOutcomes(counts[place] ?? {})
    const cells = OUTCOME_GROUPS.map((group) => {
      const state = onlyStateOf(group)
      // The journal's filter takes one outcome: several together are all of the day.
      const href = state === null ? null : journalLink(day, day, state)
      return [group, { count: groups[group], href }] as const
    })
    return {
      id: day,
      label: formatDate(day, locale),
      short: short.format(new Date(day)),
      href: journalLink(day, day),
      count: OUTCOME_GROUPS.reduce((sum, group) => sum + groups[group], 0),
      cells: Object.fromEntries(cells),
    }
  })
  const occurring = OUTCOME_GROUPS.filter((group) => rows.some(({ cells }) => (cells[group]?.count ?? 0) > 0))
  return {
    rows,
    series: occurring.map((group) => ({
      id: group,
      word: GROUP_WORDS[group](),
      look: OUTCOME_LOOKS[group],
    })),
    isAtLeast: false,
  }
}
