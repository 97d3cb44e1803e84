import type { ReactNode } from 'react'

import { DOCUMENT_KINDS } from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import { readOneOf } from '#src/contract/read.ts'
import { PRESET_WORDS } from '#src/features/workflows/filters/filter-words.ts'
import { IDLE_DAYS, PRESETS, type WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import type { RowFacts } from '#src/features/workflows/filters/row-facts.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeStarter, describeTemplate, KIND_WORDS } from '#src/terms/describe-workflow.ts'
import { SelectField } from '#src/ui/fields.tsx'

import { IdField } from './id-field.tsx'
import { SearchField } from './search-field.tsx'

export type FilterChange = {
  change: Partial<WorkflowFilters>
  /** Typing replaces the history entry, choosing adds one. */
  by: 'typing' | 'choosing'
}

export type ToolbarProps = {
  filters: WorkflowFilters
  onChange: (change: FilterChange) => void
  facts: RowFacts
  names: Names
  /** Whether the facts are about every running workflow; else each count is only "at least". */
  isComplete: boolean
  /** What opens more. */
  children: ReactNode
}

/** Presets, filters and search. */
export function Toolbar({ filters, onChange, facts, names, isComplete, children }: ToolbarProps) {
  const choose = (change: Partial<WorkflowFilters>) => onChange({ change, by: 'choosing' })

  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-1.5 md:px-6">
      <div role="group" aria-label={m.presets()} className="flex flex-wrap items-center">
        {PRESETS.map((preset) => (
          <PresetButton
            key={preset}
            label={PRESET_WORDS[preset]()}
            count={formatAtLeast(facts.counts[preset], isComplete)}
            isChosen={filters.preset === preset}
            onChoose={() => choose({ preset })}
          />
        ))}
        {filters.preset === 'no_movement' && (
          <SelectField
            label={m.idle_for()}
            value={filters.idleDays}
            onChange={({ target }) =>
              choose({ idleDays: IDLE_DAYS.find((days) => String(days) === target.value) ?? 7 })
            }
          >
            {IDLE_DAYS.map((days) => (
              <option key={days} value={days}>
                {m.idle_days({ days })}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      <div className="flex min-w-0 grow basis-full flex-wrap items-center gap-2 xl:basis-0 xl:justify-end">
        <IdField
          key={`template-${filters.template}`}
          label={m.filter_template()}
          id={filters.template}
          known={facts.templates.map((id) => ({
            id,
            name: describeTemplate(id, names),
          }))}
          onChange={(template) => choose({ template })}
        />
        <IdField
          key={`starter-${filters.startedBy}`}
          label={m.filter_started_by()}
          id={filters.startedBy}
          known={facts.starters.map((id) => ({ id, name: describeStarter(id, names) }))}
          onChange={(startedBy) => choose({ startedBy })}
        />
        <SelectField
          label={m.filter_document()}
          className="w-[calc(50%-4px)] sm:w-36"
          value={filters.document ?? ''}
          onChange={({ target }) => choose({ document: readOneOf(DOCUMENT_KINDS, target.value) })}
        >
          <option value="">{m.filter_document()}</option>
          {DOCUMENT_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {KIND_WORDS[kind]()}
            </option>
          ))}
        </SelectField>
        <SearchField q={filters.q} onChange={(q) => onChange({ change: { q }, by: 'typing' })} />
        {children}
      </div>
    </div>
  )
}

/** A count over a part of the list is only "at least", and none in a part says nothing. */
function formatAtLeast(count: number, isComplete: boolean): string {
  if (isComplete) return formatCount(count, getLocale())
  return count === 0 ? '' : `${formatCount(count, getLocale())}+`
}

type PresetButtonProps = { label: string; count: string; isChosen: boolean; onChoose: () => void }

function PresetButton({ label, count, isChosen, onChoose }: PresetButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className={`rounded-control min-h-8 px-2 whitespace-nowrap ${isChosen ? 'bg-selected text-accent font-semibold' : 'text-muted hover:text-text'}`}
    >
      {label} <span className="text-meta font-normal">{count}</span>
    </button>
  )
}
