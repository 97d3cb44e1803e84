import { useDeferredValue, useMemo, useState, type ReactNode } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { apiFilters, needsAllRows, NO_FILTERS } from '#src/features/workflows/filters/filters.ts'
import { selectRows } from '#src/features/workflows/filters/select-rows.ts'
import { useFilters } from '#src/features/workflows/filters/use-filters.ts'
import { useRowFacts } from '#src/features/workflows/filters/use-row-facts.ts'
import { useSelectedRows } from '#src/features/workflows/filters/use-selected-rows.ts'
import { FailedList } from '#src/features/workflows/list/failed-list.tsx'
import { ListSkeleton } from '#src/features/workflows/list/list-skeleton.tsx'
import { ListStatus } from '#src/features/workflows/list/list-status.tsx'
import { NoRows } from '#src/features/workflows/list/no-rows.tsx'
import { useRunning } from '#src/features/workflows/list/use-running.ts'
import { useWorkflowList, type WorkflowList } from '#src/features/workflows/list/use-workflow-list.ts'
import { ListMenus, useListMenus } from '#src/features/workflows/menus/list-menus.tsx'
import { queryOf } from '#src/features/workflows/menus/views.ts'
import { SelectedCount, SelectionBar } from '#src/features/workflows/selection/selection-bar.tsx'
import { hasUnseen } from '#src/features/workflows/selection/selection.ts'
import { useListSelection, type Chosen } from '#src/features/workflows/selection/use-list-selection.ts'
import { useSelection } from '#src/features/workflows/selection/use-selection.ts'
import { parseShown } from '#src/features/workflows/table/columns.ts'
import { focusList } from '#src/features/workflows/table/use-focus-keeper.ts'
import type { RowAction } from '#src/features/workflows/table/workflow-row.tsx'
import { WorkflowTable } from '#src/features/workflows/table/workflow-table.tsx'
import { ListTop } from '#src/features/workflows/toolbar/list-top.tsx'
import { m } from '#src/messages/messages.js'
import { usePreference } from '#src/session/preferences.ts'
import { useSession } from '#src/session/session-context.ts'
import { StaleLine } from '#src/terms/stale-line.tsx'
import { useNamesOf } from '#src/terms/use-names.ts'
import { Button } from '#src/ui/button.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'
import { PausedShortcuts } from '#src/ui/shortcuts/shortcuts.tsx'
import { useNow } from '#src/ui/time.tsx'

const COVERED = { visibility: 'hidden' } as const
const NO_ROWS: readonly Workflow[] = []

type WorkflowsPageProps = {
  /** What the journal knows about workflows that were terminated lately, by workflow id. */
  entries: ReadonlyMap<string, JournalEntry>
  /** While true, nothing moves: a dialog is open. */
  isHeld: boolean
  /** Loads the whole list unasked: a link's workflow has to be found. */
  wantsAll: boolean
  /** The address is a link to one workflow: its query is no filter. */
  isLinked: boolean
  /** Why nothing may be terminated now; `null` = it may. */
  lockedBecause: string | null
  /** The detail of one workflow stands over the list. */
  isCovered: boolean
  /** The first rows are painted: the rest may be fetched. */
  isQuiet: boolean
  onTerminate: RowAction
  /** The frozen list of what is to be terminated. */
  onTerminateMany: (chosen: Chosen) => void
  /** What the journal knows about a search that finds nothing running. */
  renderJournal: (q: string) => ReactNode
  /** What stands over the list, and the dialog, which sees the list. */
  notice: ReactNode
  children: (shown: Shown) => ReactNode
}

/** What a dialog over the list sees of it. */
export type Shown = {
  list: WorkflowList
  names: Names
  /** The rows that match now, if everything that matched these filters was selected; else none. */
  matching: readonly Workflow[]
  /** Something is selected: the dialog for many may be wanted. */
  isSelecting: boolean
  clearSelection: () => void
}

/** `/workflows`: what runs on the portal, filtered, and the way to each termination. */
export function WorkflowsPage(props: WorkflowsPageProps) {
  const { entries, isHeld, wantsAll, isLinked, lockedBecause, onTerminate } = props
  const { filters, deferred: asked, query, change, choose, show } = useFilters(isLinked)
  // Choosing to load all holds for this list only; a filter that needs all asks for it by itself.
  const [loadingAll, setLoadingAll] = useState<{ on: boolean; forQuery: string } | null>(null)
  const api = useMemo(() => apiFilters(filters), [filters])
  const choice = loadingAll?.forQuery === query ? loadingAll.on : null
  const picks = useSelection()
  const isLoadingAll = choice ?? (wantsAll || needsAllRows(filters) || hasUnseen(picks.state.selection))
  const menus = useListMenus()
  // While something is selected, or a menu is open, nothing moves.
  const isStill = isHeld || picks.state.selection.size > 0 || menus.open !== null
  const list = useWorkflowList(api, { wantsAll: isLoadingAll, isHeld: isStill, isQuiet: props.isQuiet })
  const now = useNow() + list.clockOffset
  const { session } = useSession()

  const running = useRunning(list.workflows, entries)
  const facts = useRowFacts(running, filters.idleDays, now)
  // Names come after the rows, and may take their time: they never hold up a key or a click.
  const names = useDeferredValue(useNamesOf(facts.starters, facts.templates))
  const { rows, filters: deferred } = useSelectedRows(running, asked, { now, names })
  const [columns, hideColumns] = usePreference('columns', parseShown)
  const chooseLoading = (on: boolean) => setLoadingAll({ on, forQuery: query })
  const selected = useListSelection({
    picks,
    list,
    rows,
    entries,
    // Typing is shown a moment later than it is typed: what is taken is what is shown.
    query: queryOf({ ...deferred, sort: NO_FILTERS.sort }),
    isPartial: needsAllRows(deferred),
    isLoadingAll,
    onLoadAll: chooseLoading,
  })
  const { isAll, couldSelect } = selected
  const count = selected.selection.size
  // The filters under the bar, to go on selecting elsewhere.
  const [isFiltering, setIsFiltering] = useState(false)
  if (isFiltering && count === 0) setIsFiltering(false)
  const isBarShown = count > 0 && !isFiltering
  // Behind a dialog what has arrived counts as well: it would match, and is not included.
  const matching = useMemo(
    () =>
      isHeld && isAll ? selectRows(list.everything.filter(couldSelect), deferred, { now, names }) : NO_ROWS,
    [isHeld, isAll, couldSelect, list.everything, deferred, now, names],
  )
  const terminateMany = () => {
    props.onTerminateMany({ items: selected.freeze(), isAll: selected.isAll })
    // Looked once more: what has arrived or ended since can be told.
    void list.refresh()
  }

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <PageTitle title={m.workflows()} />
      {/* Under a detail it keeps its place and its scroll, out of reach of hand and reader. */}
      <div className="contents" style={props.isCovered ? COVERED : undefined}>
        <PausedShortcuts isPaused={props.isCovered}>
          <h1 className="sr-only" tabIndex={-1}>
            {m.workflows()}
          </h1>
          {/* The bar takes the toolbar's place and not a pixel more: nothing moves under the hand. */}
          <div className="relative">
            <div className={isBarShown ? 'invisible' : ''}>
              <ListTop
                filters={filters}
                onChange={change}
                facts={facts}
                names={names}
                isComplete={list.isComplete && facts.of === running}
                onView={menus.openView}
              />
            </div>
            {isBarShown && (
              <SelectionBar
                count={count}
                hiddenCount={selected.hiddenCount}
                offer={selected.offer}
                lockedBecause={lockedBecause}
                onTerminate={terminateMany}
                onFilter={() => setIsFiltering(true)}
                onClear={() => {
                  focusList()
                  selected.clear()
                }}
              />
            )}
          </div>
          {props.notice}
          {list.staleError !== null && <StaleLine error={list.staleError} onRetry={list.retry} />}
          {!list.isLoaded ? (
            // Keeps its place, so that the rows do not jump when they come.
            <div className="min-h-8 shrink-0" />
          ) : (
            <ListStatus
              list={list}
              shown={rows.length}
              loaded={running.length}
              isLoadingAll={isLoadingAll}
              isPartial={needsAllRows(filters)}
              apiNow={now}
              onLoadAll={chooseLoading}
            >
              {isFiltering && (
                <Button look="link" onClick={() => setIsFiltering(false)}>
                  <SelectedCount count={count} hiddenCount={selected.hiddenCount} />
                </Button>
              )}
            </ListStatus>
          )}
          {list.error !== null ? (
            <FailedList error={list.error} since={list.failingSince} onRetry={list.retry} />
          ) : !list.isLoaded ? (
            <ListSkeleton />
          ) : rows.length === 0 && (list.isComplete || !isLoadingAll) ? (
            <NoRows
              filters={filters}
              isComplete={list.isComplete}
              onClear={() => show('')}
              onLookAgain={() => void list.refresh()}
            >
              {filters.q.trim() !== '' && props.renderJournal(filters.q.trim())}
            </NoRows>
          ) : (
            <WorkflowTable
              rows={rows}
              q={deferred.q}
              entries={entries}
              names={names}
              fullSlots={facts.fullSlots}
              columns={columns}
              isQuiet={props.isQuiet}
              portal={session.portal}
              now={now}
              changed={list.changed}
              lockedBecause={lockedBecause}
              selection={selected.selection}
              ofShown={selected.ofShown}
              onSelect={selected.select}
              canSelect={selected.canSelect}
              onSelectLoaded={selected.selectLoaded}
              sort={filters.sort}
              onSort={(sort) => choose({ sort })}
              onCell={menus.openCell}
              onTerminate={onTerminate}
              onTerminateMany={terminateMany}
              onEndInView={list.loadMore}
            />
          )}
        </PausedShortcuts>
      </div>
      <ListMenus
        menus={menus}
        filters={filters}
        names={names}
        now={now}
        scope={{ rows, loaded: running.length, apiNow: now, ...list }}
        shownColumns={columns}
        onColumns={hideColumns}
        onShow={show}
        onChoose={choose}
      />
      {props.children({ list, names, matching, isSelecting: count > 0, clearSelection: selected.clear })}
    </div>
  )
}
