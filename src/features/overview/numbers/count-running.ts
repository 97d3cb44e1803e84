import { stateOf, type Workflow } from '#src/contract/workflow.ts'
import { AGES, ageOf, type Age } from '#src/terms/ages.ts'

/** Bands of age, and what says nothing of its last change. */
export const AGE_SERIES = [...AGES, 'unknown'] as const
export type AgeSeries = Age | 'unknown'

/** How many rows there are, of which age, and how many of them are stuck. */
export type Group = { total: number; stuck: number; ages: Record<AgeSeries, number> }
/** `null` = rows that name no template. */
export type TemplateGroup = Group & { templateId: string | null }

export type RunningCounts = { all: Group; templates: readonly TemplateGroup[] }

type Measure = 'total' | 'stuck'

/** Templates that have a bar of their own. The list has to be able to leave all of them out: its filter takes 20. */
export const MOST_SHOWN: Record<Measure, number> = { total: 12, stuck: 6 }

/** Counts rows one by one. `now` is an instant of the API's clock. */
export function createTally(now: number) {
  const all = createGroup()
  const templates = new Map<string | null, TemplateGroup>()
  return {
    add: (workflow: Workflow): void => {
      const { templateId } = workflow
      let group = templates.get(templateId)
      if (group === undefined) {
        group = { templateId, ...createGroup() }
        templates.set(templateId, group)
      }
      const age = ageOf(workflow, now) ?? 'unknown'
      const stuck = Number(stateOf(workflow, now) === 'stuck')
      count(all, age, stuck)
      count(group, age, stuck)
    },
    read: (): RunningCounts => ({ all, templates: [...templates.values()] }),
  }
}

export function countRunning(workflows: readonly Workflow[], now: number): RunningCounts {
  const tally = createTally(now)
  for (const workflow of workflows) tally.add(workflow)
  return tally.read()
}

export type TemplatePlan = {
  shown: readonly (TemplateGroup & { templateId: string })[]
  /** All others together, those without a template among them; `null` = there are none. */
  other: (Group & { templateCount: number }) | null
}

/**
 * The templates to show, the most of `by` first, and the rest as one. What stands in `order` keeps its place, so that
 * bars do not change places under the hand.
 */
export function planTemplates(
  templates: readonly TemplateGroup[],
  by: Measure,
  order: readonly string[] = [],
): TemplatePlan {
  const placeOf = new Map(order.map((id, place) => [id, place]))
  const place = ({ templateId }: TemplateGroup) => placeOf.get(templateId ?? '') ?? order.length
  const [named, rest] = divide(templates.filter((group) => group[by] > 0))
  const sorted = named.toSorted(
    (a, b) => place(a) - place(b) || b[by] - a[by] || Number(a.templateId) - Number(b.templateId),
  )
  const others = [...sorted.slice(MOST_SHOWN[by]), ...rest]
  return {
    shown: sorted.slice(0, MOST_SHOWN[by]),
    other: others.length === 0 ? null : { ...add(others), templateCount: others.length },
  }
}

type Named = TemplateGroup & { templateId: string }

function divide(groups: readonly TemplateGroup[]): [Named[], TemplateGroup[]] {
  const isNamed = (group: TemplateGroup): group is Named => group.templateId !== null
  return [groups.filter(isNamed), groups.filter((group) => !isNamed(group))]
}

function createGroup(): Group {
  return {
    total: 0,
    stuck: 0,
    ages: { under_1h: 0, '1h_1d': 0, '1d_7d': 0, '7d_30d': 0, over_30d: 0, unknown: 0 },
  }
}

function count(group: Group, age: AgeSeries, stuck: number): void {
  group.total += 1
  group.stuck += stuck
  group.ages[age] += 1
}

function add(groups: readonly Group[]): Group {
  const sum = createGroup()
  for (const { total, stuck, ages } of groups) {
    sum.total += total
    sum.stuck += stuck
    for (const age of AGE_SERIES) sum.ages[age] += ages[age]
  }
  return sum
}
