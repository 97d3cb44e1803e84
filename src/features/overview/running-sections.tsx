import { useMemo, useState } from 'react'
import { Link } from 'react-router'

import type { MirrorList } from '#src/api/mirror.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useNames } from '#src/terms/use-names.ts'
import { BlankScreen } from '#src/ui/blank-screen.tsx'

import { ChartView, Section } from './drawing/chart-section.tsx'
import { describeCount } from './drawing/words.ts'
import { planTemplates, type RunningCounts, type TemplatePlan } from './numbers/count-running.ts'
import { listLink } from './numbers/links.ts'
import { chartAges, chartStuck, chartTemplates } from './running-charts.ts'

type RunningSectionsProps = {
  list: MirrorList
  counts: RunningCounts
  /** The API's clock. */
  now: number
}

/** What runs: by template, by age, and what of it is stuck. */
export function RunningSections({ list, counts, now }: RunningSectionsProps) {
  const isAtLeast = !list.isComplete
  const templates = usePlan(counts, 'total', list.isComplete)
  const stuck = usePlan(counts, 'stuck', list.isComplete)
  const named = useMemo(
    () => [...templates.shown, ...stuck.shown].map(({ templateId }) => ({ templateId, startedBy: null })),
    [templates, stuck],
  )
  const names = useNames(named)
  const { all } = counts
  if (list.isComplete && all.total === 0)
    return <BlankScreen heading={m.none_heading()} sentence={m.none_sentence()} />

  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Section heading={m.overview_template()} note={m.overview_template_note()}>
        <ChartView
          name={m.overview_template()}
          rowHeading={m.column_template()}
          kind="rows"
          chart={chartTemplates(templates, all, names, isAtLeast)}
        />
      </Section>
      <div className="flex min-w-0 flex-col gap-4">
        <Section heading={m.overview_age()} note={m.overview_age_note()}>
          <ChartView
            name={m.overview_age()}
            rowHeading={m.column_changed()}
            kind="rows"
            chart={chartAges(all, isAtLeast)}
          />
        </Section>
        <Section heading={m.preset_stuck()} note={<StuckNote list={list} now={now} />}>
          {all.stuck === 0 ? (
            <p>{isAtLeast ? m.overview_stuck_none_yet() : m.overview_stuck_none()}</p>
          ) : (
            <>
              <p>
                <Link
                  to={listLink({ isStuck: true })}
                  className="text-warn text-h1 font-semibold underline underline-offset-2"
                >
                  {m.overview_stuck_count({
                    count: all.stuck,
                    shown: describeCount(all.stuck, { isAtLeast }),
                  })}
                </Link>
              </p>
              <ChartView
                name={m.preset_stuck()}
                rowHeading={m.column_template()}
                kind="rows"
                chart={chartStuck(stuck, names, isAtLeast)}
              />
            </>
          )}
        </Section>
      </div>
    </div>
  )
}

/** What stuck means, and how old the locks are that say so: they change without a change of their rows. */
function StuckNote({ list: { locksReadAt }, now }: Pick<RunningSectionsProps, 'list' | 'now'>) {
  const locks =
    locksReadAt !== null &&
    m.status_locks({ ago: formatRelative(Math.min(locksReadAt, now), now, getLocale()) })
  return [m.overview_stuck_note(), locks].filter(Boolean).join(' ')
}

/** Once the list is complete, bars keep their places while their numbers change. */
function usePlan({ templates }: RunningCounts, by: 'total' | 'stuck', isComplete: boolean): TemplatePlan {
  const [order, setOrder] = useState<readonly string[] | null>(null)
  const plan = useMemo(() => planTemplates(templates, by, order ?? []), [templates, by, order])
  if (isComplete && order === null) setOrder(plan.shown.map(({ templateId }) => templateId))
  return plan
}

/** How much of the list is counted, for a line over all of it. */
export function describeRead({ isComplete, total, workflows }: MirrorList): string {
  const locale = getLocale()
  const read = formatCount(workflows.length, locale)
  if (isComplete) return m.status_all({ total: read })
  return m.overview_read({ read, total: total === null ? m.unknown() : formatCount(total, locale) })
}
