import type { Names } from '#src/contract/names.ts'
import { readOneOf } from '#src/contract/read.ts'
import { describeFilters, describeModule, LOCK_WORDS } from '#src/features/workflows/filters/filter-words.ts'
import { LOCKS, type WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'
import { AGE_WORDS } from '#src/terms/age-words.ts'
import { AGES } from '#src/terms/ages.ts'
import { SelectField } from '#src/ui/fields.tsx'

type MoreFiltersProps = {
  filters: WorkflowFilters
  /** Those of the loaded rows. */
  modules: readonly string[]
  names: Names
  onChoose: (change: Partial<WorkflowFilters>) => void
}

/** The filters that do not stand in the toolbar, and what was left out from a cell. */
export function MoreFilters({ filters, names, onChoose, ...props }: MoreFiltersProps) {
  const modules = new Set(props.modules)
  if (filters.module !== null) modules.add(filters.module)
  const chips = describeFilters(filters, names).filter(
    ({ name }) => name === 'documentId' || name.startsWith('not'),
  )
  return (
    <div
      role="group"
      aria-label={m.filter_more()}
      className="flex min-h-10 flex-wrap items-center gap-2 px-4 pb-1.5 md:px-6"
    >
      <SelectField
        label={m.filter_age()}
        className="w-[calc(50%-4px)] sm:w-40"
        value={filters.age ?? ''}
        onChange={({ target }) => onChoose({ age: readOneOf(AGES, target.value) })}
      >
        <option value="">{m.filter_age()}</option>
        {AGES.map((age) => (
          <option key={age} value={age}>
            {AGE_WORDS[age]()}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={m.filter_lock()}
        className="w-[calc(50%-4px)] sm:w-36"
        value={filters.lock ?? ''}
        onChange={({ target }) => onChoose({ lock: readOneOf(LOCKS, target.value) })}
      >
        <option value="">{m.filter_lock()}</option>
        {LOCKS.map((lock) => (
          <option key={lock} value={lock}>
            {LOCK_WORDS[lock]()}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={m.filter_module()}
        className="w-[calc(50%-4px)] sm:w-36"
        value={filters.module ?? ''}
        onChange={({ target }) => onChoose({ module: target.value || null })}
      >
        <option value="">{m.filter_module()}</option>
        {[...modules].toSorted().map((module) => (
          <option key={module} value={module}>
            {describeModule(module)}
          </option>
        ))}
      </SelectField>
      {chips.map(({ text, remove }) => (
        <button
          key={text}
          type="button"
          aria-label={m.filter_remove({ filter: text })}
          title={m.filter_remove({ filter: text })}
          className="rounded-control bg-selected text-accent flex min-h-8 max-w-full items-center gap-2 px-2"
          onClick={() => onChoose(remove)}
        >
          <span className="truncate">{text}</span>
          <span aria-hidden="true">×</span>
        </button>
      ))}
    </div>
  )
}
