import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { AGE_WORDS } from '#src/terms/age-words.ts'
import { AGES } from '#src/terms/ages.ts'
import { describeTemplate } from '#src/terms/describe-workflow.ts'

import type { Cell, Chart, ChartRow } from './drawing/chart.ts'
import { AGE_LOOKS, STUCK_LOOK } from './drawing/looks.ts'
import { formatShown } from './drawing/words.ts'
import { AGE_SERIES, type AgeSeries, type Group, type TemplatePlan } from './numbers/count-running.ts'
import { listLink } from './numbers/links.ts'

const OTHER = 'other'

const wordOf = (age: AgeSeries) => (age === 'unknown' ? m.overview_age_unknown() : AGE_WORDS[age]())

/** What runs by template, each by age. */
export function chartTemplates(plan: TemplatePlan, all: Group, names: Names, isAtLeast: boolean): Chart {
  const ages = all.ages.unknown > 0 ? AGE_SERIES : AGES
  const makeRow = (group: Group, id: string, label: string, place: Place): ChartRow => ({
    id,
    label,
    count: group.total,
    href: listLink(place),
    cells: Object.fromEntries(
      ages.map((age): [string, Cell] => [age, { count: group.ages[age], href: ageLink(age, place) }]),
    ),
  })
  return {
    rows: makeRows(plan, names, isAtLeast, makeRow),
    series: ages.map((age) => ({ id: age, word: wordOf(age), look: AGE_LOOKS[age] })),
    isAtLeast,
  }
}

/** What runs by age. */
export function chartAges({ ages }: Group, isAtLeast: boolean): Chart {
  const shown = ages.unknown > 0 ? AGE_SERIES : AGES
  return {
    rows: shown.map((age) =>
      makeSingle(age, wordOf(age), { count: ages[age], href: ageLink(age, {}) }, AGE_LOOKS[age]),
    ),
    series: [{ id: SINGLE, word: m.overview_count(), look: STUCK_LOOK }],
    isAtLeast,
  }
}

/** What is stuck, by template. */
export function chartStuck(plan: TemplatePlan, names: Names, isAtLeast: boolean): Chart {
  return {
    rows: makeRows(plan, names, isAtLeast, (group, id, label, place) =>
      makeSingle(id, label, { count: group.stuck, href: listLink({ ...place, isStuck: true }) }),
    ),
    series: [{ id: SINGLE, word: m.preset_stuck(), look: STUCK_LOOK }],
    isAtLeast,
  }
}

const SINGLE = 'single'

function makeSingle(id: string, label: string, cell: Cell, look?: ChartRow['look']): ChartRow {
  return { id, label, ...cell, cells: { [SINGLE]: cell }, ...(look && { look }) }
}

type Place = Parameters<typeof listLink>[0]

/** No filter asks for rows that tell no change. */
function ageLink(age: AgeSeries, place: Place): string | null {
  return age === 'unknown' ? null : listLink({ ...place, age })
}

type MakeRow = (group: Group, id: string, label: string, place: Place) => ChartRow

function makeRows(
  { shown, other }: TemplatePlan,
  names: Names,
  isAtLeast: boolean,
  makeRow: MakeRow,
): ChartRow[] {
  const rows = shown.map((group) =>
    makeRow(group, group.templateId, describeTemplate(group.templateId, names), {
      template: group.templateId,
    }),
  )
  if (other === null) return rows
  // All but those above: the list's filter leaves in what names no template, and so does this number.
  const notTemplates = shown.map(({ templateId }) => templateId)
  const label = m.overview_other({
    count: other.templateCount,
    shown: formatShown(other.templateCount, { isAtLeast }),
  })
  return [...rows, { ...makeRow(other, OTHER, label, { notTemplates }), isRest: true }]
}
