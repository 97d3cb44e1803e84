import { useNavigate } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { formatMoment } from '#src/lib/format.ts'
import { formatIso } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { Menu, MenuGroup, MenuItem, type MenuAnchor } from '#src/ui/menu.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useCopy } from '#src/ui/use-copy.ts'

import { choicesOf, type MenuCell } from './cell-choices.ts'

/** The cells whose values a menu offers: those of a row, or the one that was pressed. */
export type OpenCell = { anchor: MenuAnchor; cells: readonly MenuCell[]; workflow: Workflow }

export type CellMenuProps = OpenCell & {
  filters: WorkflowFilters
  names: Names
  now: number
  onChoose: (change: Partial<WorkflowFilters>) => void
  onClose: () => void
}

/** From a cell to a filter: this value only, all but this, or its text to copy. */
export function CellMenu({ anchor, cells, workflow, filters, names, now, onChoose, onClose }: CellMenuProps) {
  const navigate = useNavigate()
  const copy = useCopy()
  const { zone } = useTimeDisplay()
  const isRow = cells.length > 1
  const choices = cells.flatMap((cell) =>
    choicesOf(cell, workflow, { filters, names, now, zone }).map((choice) =>
      // The menu of a row copies it under the time itself.
      isRow && cell === 'changed' ? { ...choice, copy: null } : choice,
    ),
  )
  // What a pointer finds on the time's card.
  const times = [
    { name: m.column_started(), instant: workflow.startedAt },
    { name: m.column_changed(), instant: workflow.modifiedAt },
  ].flatMap(({ name, instant }) => (instant === null ? [] : { name, instant }))
  return (
    <Menu anchor={anchor} onClose={onClose}>
      {isRow && (
        <>
          <MenuItem
            onChoose={() =>
              void navigate({ pathname: pages.workflow(workflow.id), search: window.location.search })
            }
          >
            {m.detail_details()}
          </MenuItem>
          <MenuItem onChoose={() => void copy(workflow.id)}>{m.copy({ text: workflow.id })}</MenuItem>
        </>
      )}
      {isRow &&
        times.map(({ name, instant }) => {
          const text = formatIso(instant, zone)
          return (
            <MenuGroup
              key={name}
              heading={m.filter_is({ field: name, value: formatMoment(instant, getLocale(), zone) })}
            >
              <MenuItem onChoose={() => void copy(text)}>{m.copy({ text })}</MenuItem>
            </MenuGroup>
          )
        })}
      {choices.map(({ heading, only, but, copy: text }) => (
        <MenuGroup key={heading} heading={heading}>
          {only && (
            <MenuItem onChoose={() => onChoose(only.change)}>
              {only.kind === 'document' ? m.cell_only_document() : m.cell_only()}
            </MenuItem>
          )}
          {but && <MenuItem onChoose={() => onChoose(but)}>{m.cell_but()}</MenuItem>}
          {text !== null && <MenuItem onChoose={() => void copy(text)}>{m.copy({ text })}</MenuItem>}
        </MenuGroup>
      ))}
    </Menu>
  )
}
