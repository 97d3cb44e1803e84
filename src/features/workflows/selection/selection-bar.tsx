import { flushSync } from 'react-dom'

import { LIST_SEARCH_ID } from '#src/features/workflows/toolbar/search-field.tsx'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useShortcutHint, useShortcuts } from '#src/terms/shortcuts.ts'
import { Button } from '#src/ui/button.tsx'

type SelectionBarProps = {
  count: number
  /** Selected, and not among the rows shown. */
  hiddenCount: number
  offer: SelectAllOffer
  lockedBecause: string | null
  onTerminate: () => void
  onFilter: () => void
  onClear: () => void
}

/** The way to everything that matches: offered, under way, or nothing left to offer. */
export type SelectAllOffer =
  | { kind: 'none' }
  /** `count` is `null` while it takes the whole list to know it. */
  | { kind: 'offer'; count: number | null; onSelectAll: () => void }
  | { kind: 'loading'; loaded: number; total: number | null; onStop: () => void }

/** Stands in place of the toolbar while something is selected. */
export function SelectionBar(props: SelectionBarProps) {
  const { count, hiddenCount, offer, lockedBecause, onTerminate, onFilter, onClear } = props
  const hint = useShortcutHint('terminate')
  // The field is under the bar.
  useShortcuts({
    search: () => {
      flushSync(onFilter)
      document.getElementById(LIST_SEARCH_ID)?.focus()
    },
  })
  return (
    <div
      role="region"
      aria-label={m.select_region()}
      className="bg-selected absolute inset-0 flex flex-wrap content-center items-center gap-x-4 gap-y-1 px-4 md:px-6"
    >
      <span role="status" className="font-semibold">
        <SelectedCount count={count} hiddenCount={hiddenCount} />
      </span>
      <SelectAll offer={offer} />
      <span className="ml-auto flex items-center gap-2">
        <Button look="ghost" onClick={onFilter}>
          {m.select_filters()}
        </Button>
        <Button look="ghost" onClick={onClear}>
          {m.select_clear()}
        </Button>
        <Button
          disabled={lockedBecause !== null}
          title={lockedBecause ?? undefined}
          aria-keyshortcuts={hint}
          onClick={onTerminate}
          id={TERMINATE_SELECTED_ID}
        >
          {m.select_terminate()}
        </Button>
      </span>
    </div>
  )
}

/** "12 selected, 3 not in view". */
export function SelectedCount({ count, hiddenCount }: Pick<SelectionBarProps, 'count' | 'hiddenCount'>) {
  const locale = getLocale()
  return (
    <>
      {m.select_count({ count: formatCount(count, locale) })}
      {hiddenCount > 0 && (
        <span className="text-warn">{m.select_hidden({ count: formatCount(hiddenCount, locale) })}</span>
      )}
    </>
  )
}

export const TERMINATE_SELECTED_ID = 'terminate-selected'

function SelectAll({ offer }: { offer: SelectAllOffer }) {
  const locale = getLocale()
  switch (offer.kind) {
    case 'none':
      return null
    case 'offer':
      return (
        <Button look="link" onClick={offer.onSelectAll}>
          {offer.count === null
            ? m.select_all_unknown()
            : m.select_all({ count: formatCount(offer.count, locale) })}
        </Button>
      )
    case 'loading':
      return (
        <span role="status" className="text-muted flex items-center gap-2">
          {m.select_loading({
            loaded: formatCount(offer.loaded, locale),
            total: offer.total === null ? m.unknown() : formatCount(offer.total, locale),
          })}
          <Button look="link" onClick={offer.onStop}>
            {m.stop_loading()}
          </Button>
        </span>
      )
  }
}
