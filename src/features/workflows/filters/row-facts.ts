import type { Workflow } from '#src/contract/workflow.ts'
import { createSlotFinder } from '#src/features/workflows/table/waiting-slots.ts'

import { PRESETS, type IdleDays, type Preset } from './filters.ts'
import { moduleOf } from './row-values.ts'
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

/** So many rows are looked through within a frame; more in slices. */
export const MOST_AT_ONCE = 5000

/** Takes the rows one by one, so that a hundred thousand need not be looked through at once. */
export function createFactsReader(workflows: readonly Workflow[], idleDays: IdleDays, now: number) {
  const templates = new Set<string>()
  const starters = new Set<string>()
  const modules = new Set<string>()
  const counts: Record<Preset, number> = { all: 0, stuck: 0, no_movement: 0, system: 0 }
  const slots = createSlotFinder(now)
  return {
    take: (workflow: Workflow): void => {
      if (workflow.templateId !== null) templates.add(workflow.templateId)
      if (workflow.startedBy !== null) starters.add(workflow.startedBy)
      modules.add(moduleOf(workflow))
      for (const preset of PRESETS) if (isInPreset(workflow, preset, idleDays, now)) counts[preset] += 1
      slots.take(workflow)
    },
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
  for (const workflow of workflows) reader.take(workflow)
  return reader.facts()
}
