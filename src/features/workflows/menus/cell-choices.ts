import { describeDocument } from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { describeModule, LOCK_WORDS } from '#src/features/workflows/filters/filter-words.ts'
import type { WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { kindOf, lockOf, moduleOf } from '#src/features/workflows/filters/row-values.ts'
import { formatIso, type Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { AGE_WORDS } from '#src/terms/age-words.ts'
import { ageOf } from '#src/terms/ages.ts'
import { describeStarter, describeTemplate, KIND_WORDS } from '#src/terms/describe-workflow.ts'

/** Cells that open a menu. */
export const MENU_CELLS = ['document', 'template', 'startedBy', 'changed', 'state'] as const
export type MenuCell = (typeof MENU_CELLS)[number]

type Change = Partial<WorkflowFilters>

/** What can be done with a value: a filter for it, against it, and its text to copy. */
export type CellChoices = {
  heading: string
  /** `document` = this very document, where the others are its kind and module. */
  only: { kind: 'value' | 'document'; change: Change } | null
  but: Change | null
  copy: string | null
}

type Context = { filters: WorkflowFilters; names: Names; now: number; zone: Zone }

/** What a cell's menu offers, value by value. */
export function choicesOf(cell: MenuCell, workflow: Workflow, context: Context): CellChoices[] {
  const { filters, names, now, zone } = context
  switch (cell) {
    case 'document':
      return documentChoices(workflow, filters)
    case 'template': {
      const { templateId } = workflow
      return [
        {
          heading: m.filter_is({ field: m.filter_template(), value: describeTemplate(templateId, names) }),
          only: templateId === null ? null : only({ template: templateId, notTemplate: [] }),
          but:
            templateId === null
              ? null
              : { notTemplate: adding(filters.notTemplate, templateId), template: null },
          copy: templateId,
        },
      ]
    }
    case 'startedBy': {
      const { startedBy } = workflow
      return [
        {
          heading: m.filter_is({ field: m.filter_started_by(), value: describeStarter(startedBy, names) }),
          only: startedBy === null ? null : only({ startedBy, notStartedBy: [] }),
          but:
            startedBy === null
              ? null
              : { notStartedBy: adding(filters.notStartedBy, startedBy), startedBy: null },
          copy: startedBy,
        },
      ]
    }
    case 'changed': {
      const age = ageOf(workflow, now)
      return [
        {
          heading: m.filter_is({
            field: m.filter_age(),
            value: age === null ? m.unknown() : AGE_WORDS[age](),
          }),
          only: age === null ? null : only({ age }),
          but: null,
          copy: workflow.modifiedAt === null ? null : formatIso(workflow.modifiedAt, zone),
        },
      ]
    }
    case 'state': {
      const lock = lockOf(workflow, now)
      return [
        {
          heading: m.filter_is({ field: m.filter_lock(), value: LOCK_WORDS[lock]() }),
          only: only({ lock, notLock: [] }),
          but: { notLock: adding(filters.notLock, lock), lock: null },
          copy: null,
        },
      ]
    }
  }
}

function documentChoices(workflow: Workflow, filters: WorkflowFilters): CellChoices[] {
  const { documentId } = workflow
  const kind = kindOf(workflow)
  const module = moduleOf(workflow)
  const { number } = describeDocument(workflow)
  const one: CellChoices = {
    heading: number === null ? KIND_WORDS[kind]() : `${KIND_WORDS[kind]()} ${number}`,
    only: { kind: 'document', change: { documentId, document: kind } },
    but: null,
    copy: documentId,
  }
  return [
    ...(documentId === null ? [] : [one]),
    {
      heading: m.filter_is({ field: m.filter_document(), value: KIND_WORDS[kind]() }),
      only: only({ document: kind, documentId: null, notDocument: [] }),
      but: { notDocument: adding(filters.notDocument, kind), document: null, documentId: null },
      copy: null,
    },
    {
      heading: m.filter_is({ field: m.filter_module(), value: describeModule(module) }),
      only: only({ module, notModule: [] }),
      but: { notModule: adding(filters.notModule, module), module: null },
      copy: null,
    },
  ]
}

const only = (change: Change): CellChoices['only'] => ({ kind: 'value', change })

function adding<T>(known: readonly T[], value: T): T[] {
  return [...known.filter((other) => other !== value), value]
}
