import { stateOf, type Workflow } from '#src/contract/workflow.ts'

/** Templates of a portal that are told apart: each is a series or two for as long as Prometheus keeps them. */
export const MOST_TEMPLATES = 50
const QUANTILES = [0.5, 0.9, 0.99, 1] as const
const OTHER = 'other'

type TemplateCount = { template: string; running: number; stuck: number }

export type WorkflowCounts = {
  /** The most frequent first, and what is left over as `other`, which is always there. */
  templates: TemplateCount[]
  /** Seconds since the last change; empty where no row says when that was. */
  ages: { quantile: number; seconds: number }[]
}

/**
 * Counts running workflows by template, and how old their last changes are at `now`, an instant of the API's clock. The
 * rows have to stand as the mirror has them, newest change first. 100,000 rows take about 10 ms, the first time 25.
 */
export function countWorkflows(workflows: Iterable<Workflow>, now: number): WorkflowCounts {
  const byTemplate = new Map<string | null, TemplateCount>()
  const changes: number[] = []
  for (const workflow of workflows) {
    const { templateId, modifiedAt } = workflow
    let count = byTemplate.get(templateId)
    if (count === undefined) {
      count = { template: templateLabel(templateId), running: 0, stuck: 0 }
      byTemplate.set(templateId, count)
    }
    count.running += 1
    if (stateOf(workflow, now) === 'stuck') count.stuck += 1
    if (modifiedAt !== null) changes.push(modifiedAt)
  }
  return {
    templates: withRest([...byTemplate.values()]),
    ages: QUANTILES.flatMap((quantile) => {
      const at = changes[Math.ceil(quantile * changes.length) - 1]
      return at === undefined ? [] : { quantile, seconds: Math.max(0, now - at) / 1000 }
    }),
  }
}

/** Ids are numbers; what is none comes from outside and may be of any length. */
function templateLabel(templateId: string | null): string {
  return templateId !== null && /^\d{1,18}$/.test(templateId) ? templateId : OTHER
}

function withRest(counts: readonly TemplateCount[]): TemplateCount[] {
  const named = counts
    .filter(({ template }) => template !== OTHER)
    // Ties by id, so that equal ones do not take turns.
    .toSorted((a, b) => b.running - a.running || Number(a.template) - Number(b.template))
  const nameless = counts.filter(({ template }) => template === OTHER)
  const rest = [...nameless, ...named.slice(MOST_TEMPLATES)]
  return [...named.slice(0, MOST_TEMPLATES), rest.reduce(join, { template: OTHER, running: 0, stuck: 0 })]
}

function join(sum: TemplateCount, { running, stuck }: TemplateCount): TemplateCount {
  return { ...sum, running: sum.running + running, stuck: sum.stuck + stuck }
}
