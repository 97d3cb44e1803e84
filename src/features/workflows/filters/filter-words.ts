import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { AGE_WORDS } from '#src/terms/age-words.ts'
import { describeStarter, describeTemplate, KIND_WORDS } from '#src/terms/describe-workflow.ts'

import {
  EXCLUSIONS,
  NO_FILTERS,
  NO_MODULE,
  VALUE_FILTERS,
  type Exclusion,
  type LockFilter,
  type Preset,
  type WorkflowFilters,
} from './filters.ts'

export const PRESET_WORDS: Record<Preset, () => string> = {
  all: m.preset_all,
  stuck: m.preset_stuck,
  no_movement: m.preset_no_movement,
  system: m.preset_system,
}

export const LOCK_WORDS: Record<LockFilter, () => string> = {
  stuck: m.state_stuck,
  running: m.state_step_running,
  free: m.state_waiting,
  unknown: m.unknown,
}

type ValueFilter = (typeof VALUE_FILTERS)[number]

const VALUE_OF: Record<Exclusion, ValueFilter> = {
  notTemplate: 'template',
  notStartedBy: 'startedBy',
  notDocument: 'document',
  notModule: 'module',
  notLock: 'lock',
}

const FIELD_WORDS: Record<ValueFilter, () => string> = {
  template: m.filter_template,
  startedBy: m.filter_started_by,
  document: m.filter_document,
  documentId: m.filter_document_id,
  module: m.filter_module,
  lock: m.filter_lock,
  age: m.filter_age,
}

/** One filter in words, and the change that takes it away. */
export type FilterWords = {
  name: ValueFilter | Exclusion | 'q' | 'preset'
  text: string
  remove: Partial<WorkflowFilters>
}

/** Everything that is asked, in words: "Template: not Contract approval". */
export function describeFilters(filters: WorkflowFilters, names: Names): FilterWords[] {
  const words: FilterWords[] = []
  if (filters.preset !== 'all')
    words.push({
      name: 'preset',
      text:
        filters.preset === 'no_movement'
          ? m.filter_idle({ preset: m.preset_no_movement(), days: m.idle_days({ days: filters.idleDays }) })
          : PRESET_WORDS[filters.preset](),
      remove: { preset: NO_FILTERS.preset },
    })
  for (const name of VALUE_FILTERS) {
    const value = filters[name]
    if (value !== null)
      words.push({
        name,
        text: m.filter_is({ field: FIELD_WORDS[name](), value: describeValue(name, value, names) }),
        remove: { [name]: null },
      })
  }
  for (const name of EXCLUSIONS)
    for (const value of filters[name])
      words.push({
        name,
        text: m.filter_not({
          field: FIELD_WORDS[VALUE_OF[name]](),
          value: describeValue(VALUE_OF[name], value, names),
        }),
        remove: { [name]: filters[name].filter((other: string) => other !== value) },
      })
  if (filters.q.trim() !== '')
    words.push({
      name: 'q',
      text: m.filter_is({ field: m.filter_search(), value: filters.q.trim() }),
      remove: { q: '' },
    })
  return words
}

const CLOSED: Partial<Record<ValueFilter, Record<string, () => string>>> = {
  document: KIND_WORDS,
  lock: LOCK_WORDS,
  age: AGE_WORDS,
}

function describeValue(field: ValueFilter, value: string, names: Names): string {
  switch (field) {
    case 'template':
      return describeTemplate(value, names)
    case 'startedBy':
      return describeStarter(value, names)
    case 'module':
      return describeModule(value)
    default:
      return CLOSED[field]?.[value]?.() ?? value
  }
}

export function describeModule(module: string): string {
  return module === NO_MODULE ? m.module_none() : module
}
