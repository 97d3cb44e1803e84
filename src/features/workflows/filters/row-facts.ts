import type { Workflow } from '#src/contract/workflow.ts'
import { keepIndex } from '#src/features/workflows/selection/row-index.ts'
import { createSlotFinder } from '#src/features/workflows/table/waiting-slots.ts'

import { PRESETS, type IdleDays, type Preset } from './filters.ts'
import { moduleOf, searchTextOf } from './row-values.ts'
import { isInPreset } from './select-rows.ts'

/** What the page says about all rows together. */
export type RowFacts = {
  /** The rows it is about. */
  of: readonly Workflow[]
  /** Distinct ids, in the order of the rows. */
  templates: readonly string[]
  starters: readonly string[]
  modules: readonly string[]
  /** How many rows each preset holds. */
  counts: Record<Preset, number>
  /** CRM items whose waiting slots are all taken. */
  fullSlots: ReadonlySet<string>
}

/** Takes the rows one by one, so that a hundred thousand need not be looked through at once. */
export function createFactsReader(workflows: readonly Workflow[], idleDays: IdleDays, now: number) {
  const templates = new Set<string>()
  const starters = new Set<string>()
  const modules = new Set<string>()
  const counts: Record<Preset, number> = { all: 0, stuck: 0, no_movement: 0, system: 0 }
  const slots = createSlotFinder(now)
  const byId = new Map<string, Workflow>()
  return {
    take: (index: number): void => {
      const workflow = workflows[index]
      if (workflow === undefined) return
      if (workflow.templateId !== null) templates.add(workflow.templateId)
      if (workflow.startedBy !== null) starters.add(workflow.startedBy)
      modules.add(moduleOf(workflow))
      for (const preset of PRESETS) if (isInPreset(workflow, preset, idleDays, now)) counts[preset] += 1
      slots.take(workflow)
    },
    /** Reads what the first key of a search and the first selection will ask of all rows: they must not wait for it. */
    prepare: (index: number): void => {
      const workflow = workflows[index]
      if (workflow === undefined) return
      searchTextOf(workflow)
      byId.set(workflow.id, workflow)
    },
    keepPrepared: () => keepIndex(workflows, byId),
    facts: (): RowFacts => ({
      of: workflows,
      templates: [...templates],
      starters: [...starters],
      modules: [...modules],
      counts,
      fullSlots: slots.full,
    }),
  }
}

export function readFacts(workflows: readonly Workflow[], idleDays: IdleDays, now: number): RowFacts {
  const reader = createFactsReader(workflows, idleDays, now)
  for (const index of workflows.keys()) reader.take(index)
  return reader.facts()
}
