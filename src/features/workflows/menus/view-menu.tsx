import { useState } from 'react'

import { describeError } from '#src/api/describe-error.ts'
import type { Names } from '#src/contract/names.ts'
import type { WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { COLUMN_WORDS, COLUMNS, type Column } from '#src/features/workflows/table/columns.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { usePreference } from '#src/session/preferences.ts'
import { useSession } from '#src/session/session-context.ts'
import { useZoneChoice, ZONE_CHOICES } from '#src/session/time-preferences.ts'
import { ZONE_WORDS } from '#src/terms/zone-words.ts'
import { Menu, MenuCheck, MenuGroup, MenuItem, type MenuAnchor } from '#src/ui/menu.tsx'
import { useToast } from '#src/ui/toasts.tsx'
import { useCopy } from '#src/ui/use-copy.ts'

import type { ListScope } from './export-list.ts'
import { useListExport } from './use-list-export.ts'
import { ViewsDialog } from './views-dialog.tsx'
import { parseViews, queryOf, systemViews } from './views.ts'

export type ViewMenuProps = {
  anchor: MenuAnchor
  filters: WorkflowFilters
  names: Names
  /** What the file holds: the rows that are shown, and what they are of. */
  scope: ListScope
  shownColumns: ReadonlySet<Column>
  onColumns: (hidden: readonly Column[] | null) => void
  /** Shows a view: the query of its address. */
  onShow: (query: string) => void
  onClose: () => void
}

/** Views, columns, zone, link and export, behind one button. */
export function ViewMenu(props: ViewMenuProps) {
  const { anchor, filters, names, scope, shownColumns, onColumns, onShow, onClose } = props
  const { portal } = useSession().session
  const [views, setViews] = usePreference('views', parseViews)
  const [zone, setZone] = useZoneChoice()
  const [isManaging, setIsManaging] = useState(false)
  const show = useToast()
  const copy = useCopy()
  const save = useListExport()
  const query = queryOf(filters)

  if (isManaging)
    return (
      <ViewsDialog
        views={views}
        query={query}
        filters={filters}
        names={names}
        onChange={setViews}
        onClose={onClose}
        onReturnFocus={() => anchor.focus()}
      />
    )

  const copyLink = () => copy(window.location.href, m.view_link_copied())
  const toggle = (column: Column, isShown: boolean) => {
    const hidden = COLUMNS.filter((other) => (other === column ? !isShown : !shownColumns.has(other)))
    onColumns(hidden.length === 0 ? null : hidden)
  }
  const exportRows = () =>
    save(scope, filters, portal).then(
      (count) => show(m.view_export_saved({ count, shown: formatCount(count, getLocale()) })),
      (error: unknown) => show(m.journal_export_failed({ why: describeError(error).title })),
    )

  return (
    <Menu anchor={anchor} onClose={onClose}>
      <MenuGroup heading={m.view_views()}>
        {[...systemViews(), ...views].map((view, index) => (
          // Names of own views may be those of the system's.
          // eslint-disable-next-line react/no-array-index-key
          <MenuItem
            key={`${index} ${view.name}`}
            onChoose={() => onShow(view.query)}
            isCurrent={view.query === query}
          >
            {view.name}
          </MenuItem>
        ))}
        <MenuItem isReplacing onChoose={() => setIsManaging(true)}>
          {m.view_manage()}
        </MenuItem>
        <MenuItem onChoose={() => void copyLink()}>{m.view_copy_link()}</MenuItem>
      </MenuGroup>
      <MenuGroup heading={m.view_columns()}>
        {COLUMNS.map((column) => (
          <MenuCheck
            key={column}
            isChecked={shownColumns.has(column)}
            onChange={(isShown) => toggle(column, isShown)}
          >
            {COLUMN_WORDS[column]()}
          </MenuCheck>
        ))}
      </MenuGroup>
      <MenuGroup heading={m.settings_zone()}>
        {ZONE_CHOICES.map((choice) => (
          <MenuItem
            key={choice}
            isCurrent={choice === zone}
            onChoose={() => setZone(choice === 'local' ? null : choice)}
          >
            {ZONE_WORDS[choice]()}
          </MenuItem>
        ))}
      </MenuGroup>
      <MenuGroup heading={m.view_export_heading()}>
        <MenuItem onChoose={() => void exportRows()}>
          {m.view_export({ count: scope.rows.length, shown: formatCount(scope.rows.length, getLocale()) })}
        </MenuItem>
      </MenuGroup>
    </Menu>
  )
}
