import { useState } from 'react'
import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import {
  JOURNAL_STATES,
  TERMINATION_MODES,
  type JournalFilter,
  type JournalOperator,
} from '#src/contract/journal.ts'
import { readOneOf } from '#src/contract/read.ts'
import { m } from '#src/messages/messages.js'
import { describeOutcome } from '#src/terms/describe-termination.ts'
import { useShortcutHint, useShortcuts } from '#src/terms/shortcuts.ts'
import { Button } from '#src/ui/button.tsx'
import { SelectField } from '#src/ui/fields.tsx'

import { describeChoice } from './describe-filters.ts'
import {
  hasJournalFilters,
  isAsked,
  isBackwards,
  parseKey,
  parseTemplate,
  parseWorkflowId,
  type JournalFilters,
} from './filters.ts'
import { ContainsField, DayField, ExactField } from './typed-fields.tsx'

export type FilterChange = {
  change: Partial<JournalFilters>
  /** Typing replaces the history entry, choosing adds one. */
  by: 'typing' | 'choosing'
}

type JournalToolbarProps = {
  filters: JournalFilters
  onChange: (change: FilterChange) => void
  onClear: () => void
  /** Who may be chosen; `null` = not known yet or not readable. */
  operators: readonly JournalOperator[] | null
  areOperatorsMissing: boolean
}

/** Stand in the first line where there is room, in the fold on narrow screens. */
const USUAL: readonly JournalFilter[] = ['from', 'to', 'operator', 'state']
const FOLDED: readonly JournalFilter[] = ['mode', 'reason', 'document', 'template', 'workflowId']

const SEARCH_ID = 'journal-search'
const HALF = 'w-[calc(50%-4px)]'

/** Search and filters. Those that are rarely used are folded away until one of them is set. */
export function JournalToolbar({ filters, onChange, onClear, ...people }: JournalToolbarProps) {
  const isAnyAsked = (names: readonly JournalFilter[]) => names.some((name) => isAsked(filters, name))
  const [isUnfolded, setUnfolded] = useState<boolean | null>(null)
  const isOpen = isUnfolded ?? isAnyAsked(FOLDED)
  const isUsualShown = isOpen || isAnyAsked(USUAL)
  useShortcuts({ search: () => document.getElementById(SEARCH_ID)?.focus() })
  const choose = (change: Partial<JournalFilters>) => onChange({ change, by: 'choosing' })

  return (
    <div
      role="search"
      aria-label={m.journal()}
      className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 px-4 py-1.5 md:px-6"
    >
      <ContainsField
        id={SEARCH_ID}
        type="search"
        aria-keyshortcuts={useShortcutHint('search')}
        label={m.filter_search()}
        className={`md:w-52 md:flex-none ${isUsualShown ? 'w-full' : 'min-w-32 flex-1'}`}
        value={filters.q}
        onChange={(q) => onChange({ change: { q }, by: 'typing' })}
      />
      <div className={isUsualShown ? 'contents' : 'hidden md:contents'}>
        <UsualFilters filters={filters} onChoose={choose} {...people} />
      </div>
      <Button look="ghost" aria-expanded={isOpen} onClick={() => setUnfolded(!isOpen)}>
        {isOpen ? m.journal_fewer_filters() : m.journal_more_filters()}
      </Button>
      {filters.batch !== null && (
        <BatchChip batchId={filters.batch} onRemove={() => choose({ batch: null })} />
      )}
      {hasJournalFilters(filters) && (
        <Button look="link" onClick={onClear}>
          {filters.entry === null ? m.clear_filters() : m.journal_show_all()}
        </Button>
      )}
      {isOpen && <MoreFilters filters={filters} onChange={onChange} onChoose={choose} />}
    </div>
  )
}

type GroupProps = { filters: JournalFilters; onChoose: (change: Partial<JournalFilters>) => void }

function UsualFilters({
  filters,
  onChoose,
  operators,
  areOperatorsMissing,
}: GroupProps & Pick<JournalToolbarProps, 'operators' | 'areOperatorsMissing'>) {
  const known = operators ?? []
  const isStranger = filters.operator !== null && !known.some(({ key }) => key === filters.operator)
  const isInvalid = isBackwards(filters)
  return (
    <>
      <DayField
        label={m.journal_from()}
        className={`${HALF} sm:w-auto`}
        value={filters.from}
        isInvalid={isInvalid}
        onChange={(from) => onChoose({ from })}
      />
      <DayField
        label={m.journal_to()}
        className={`${HALF} sm:w-auto`}
        value={filters.to}
        isInvalid={isInvalid}
        onChange={(to) => onChoose({ to })}
      />
      <SelectField
        label={m.journal_who()}
        className={`${HALF} sm:w-40`}
        value={filters.operator ?? ''}
        onChange={({ target }) => onChoose({ operator: target.value || null })}
      >
        <option value="">{m.journal_anyone()}</option>
        {isStranger && <option value={filters.operator ?? ''}>{filters.operator}</option>}
        {known.map((operator) => (
          <option key={operator.key} value={operator.key}>
            {describeChoice(operator, known)}
          </option>
        ))}
        {areOperatorsMissing && <option disabled>{m.journal_operators_failed()}</option>}
      </SelectField>
      <SelectField
        label={m.journal_outcome()}
        className={`${HALF} sm:w-44`}
        value={filters.state ?? ''}
        onChange={({ target }) => onChoose({ state: readOneOf(JOURNAL_STATES, target.value) })}
      >
        <option value="">{m.journal_any_outcome()}</option>
        {JOURNAL_STATES.map((state) => (
          <option key={state} value={state}>
            {describeOutcome({ state }).word}
          </option>
        ))}
      </SelectField>
    </>
  )
}

function MoreFilters({ filters, onChange, onChoose }: GroupProps & Pick<JournalToolbarProps, 'onChange'>) {
  return (
    <div className="flex w-full flex-wrap gap-2">
      <SelectField
        label={m.journal_way()}
        className={`${HALF} sm:w-28`}
        value={filters.mode ?? ''}
        onChange={({ target }) => onChoose({ mode: readOneOf(TERMINATION_MODES, target.value) })}
      >
        <option value="">{m.journal_any_way()}</option>
        <option value="soft">{m.mode_soft()}</option>
        <option value="force">{m.mode_force()}</option>
      </SelectField>
      <ContainsField
        label={m.reason()}
        className={`${HALF} sm:w-52`}
        value={filters.reason}
        onChange={(reason) => onChange({ change: { reason }, by: 'typing' })}
      />
      <ExactField
        label={m.column_document()}
        className={`${HALF} sm:w-40`}
        value={filters.document}
        parse={parseKey}
        refusal={m.no_match_heading()}
        onChange={(document) => onChoose({ document })}
      />
      <ExactField
        label={m.column_template()}
        className={`${HALF} sm:w-28`}
        value={filters.template}
        parse={parseTemplate}
        refusal={m.journal_template_refused()}
        onChange={(template) => onChoose({ template })}
      />
      <ExactField
        label={m.journal_workflow_id()}
        className="w-full font-mono sm:w-56"
        value={filters.workflowId}
        parse={parseWorkflowId}
        refusal={m.journal_id_refused()}
        onChange={(workflowId) => onChoose({ workflowId })}
      />
    </div>
  )
}

function BatchChip({ batchId, onRemove }: { batchId: string; onRemove: () => void }) {
  return (
    <span className="rounded-control bg-selected flex min-h-8 max-w-full items-center gap-1 pl-2">
      <Link
        to={pages.batch(batchId)}
        className="text-accent truncate underline underline-offset-2"
        title={batchId}
      >
        {m.journal_batch_chip({ id: batchId })}
      </Link>
      <Button
        look="ghost"
        aria-label={m.journal_batch_remove()}
        title={m.journal_batch_remove()}
        onClick={onRemove}
      >
        ×
      </Button>
    </span>
  )
}
