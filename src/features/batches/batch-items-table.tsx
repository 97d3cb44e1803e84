import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import {
  Fragment,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type RefObject,
} from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { useNames } from '#src/terms/use-names.ts'

import { ItemHeads, ItemRow } from './batch-items-row.tsx'

/** Up to so many rows are all drawn: the browser's own search finds them, and nothing has to be measured. */
const MOST_DRAWN = 100
const OVERSCAN = 12
/** Heights of a row and of a card, in rem: the classes of `ItemRow`. */
const ROW_REM = 2.25
const CARD_REM = 6.5
/** Where rows become cards (Tailwind's `lg`). */
const WIDE = '(min-width: 64rem)'

type ItemsTableProps = {
  items: readonly JournalEntry[]
  now: number
  /** What scrolls: the whole page below the header. */
  scroller: RefObject<HTMLElement | null>
}

/** The workflows of a batch. Of thousands only those near the screen are in the document. */
export function ItemsTable({ items, now, scroller }: ItemsTableProps) {
  const { session } = useSession()
  const names = useNames(
    useMemo(() => items.map(({ templateId }) => ({ templateId, startedBy: null })), [items]),
  )
  const table = useRef<HTMLTableElement>(null)
  const [focused, setFocused] = useState<number | null>(null)
  const isDrawnWhole = items.length <= MOST_DRAWN
  const rowHeight = useRowHeight()
  const top = useTop(table)
  // eslint-disable-next-line react/incompatible-library -- no compiler memoizes here
  const virtualizer = useVirtualizer({
    count: isDrawnWhole ? 0 : items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: top,
    // A row that holds the focus stays, however far it is scrolled away.
    rangeExtractor: (range) => withFocused(range, focused),
  })
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight])

  const rows = isDrawnWhole
    ? items.map((_, index) => ({ index, gap: 0 }))
    : withGaps(
        virtualizer.getVirtualItems().map(({ index }) => index),
        rowHeight,
      )
  const last = rows.at(-1)?.index ?? -1
  const tail = isDrawnWhole ? 0 : (items.length - 1 - last) * rowHeight

  const handleFocus = ({ target }: FocusEvent) => {
    const index = Number(target.closest('tr')?.getAttribute('aria-rowindex')) - 2
    setFocused(index >= 0 ? index : null)
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- which row holds the focus
    <table
      ref={table}
      aria-label={m.batch_items()}
      aria-rowcount={items.length + 1}
      onFocus={handleFocus}
      onBlur={() => setFocused(null)}
      className="bg-surface block w-full lg:table lg:table-fixed"
    >
      <ItemHeads />
      <tbody className="block lg:table-row-group">
        {rows.map(({ index, gap }) => {
          const item = items[index]
          return (
            item && (
              <Fragment key={item.id}>
                {gap > 0 && <Gap height={gap} />}
                <ItemRow item={item} rowIndex={index + 2} names={names} portal={session.portal} now={now} />
              </Fragment>
            )
          )
        })}
        {tail > 0 && <Gap height={tail} />}
      </tbody>
    </table>
  )
}

/** Stands for rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden="true" className="block lg:table-row">
      {/* eslint-disable-next-line jsx-a11y/control-has-associated-label -- empty, and hidden */}
      <td colSpan={6} style={{ height }} className="block p-0 lg:table-cell" />
    </tr>
  )
}

function withFocused(range: Range, focused: number | null): number[] {
  const indexes = defaultRangeExtractor(range)
  if (focused === null || focused >= range.count || indexes.includes(focused)) return indexes
  return [...indexes, focused].toSorted((a, b) => a - b)
}

/** Before each row, how much of the table above it is left out, in pixels. */
function withGaps(indexes: readonly number[], rowHeight: number): { index: number; gap: number }[] {
  return indexes.map((index, place) => ({
    index,
    gap: (index - (indexes[place - 1] ?? -1) - 1) * rowHeight,
  }))
}

/** In pixels; it follows the size of text and the width of the window. */
function useRowHeight(): number {
  const [height, setHeight] = useState(readRowHeight)
  useLayoutEffect(() => {
    const wide = window.matchMedia(WIDE)
    const read = () => setHeight(readRowHeight())
    wide.addEventListener('change', read)
    window.addEventListener('resize', read)
    return () => {
      wide.removeEventListener('change', read)
      window.removeEventListener('resize', read)
    }
  }, [])
  return height
}

function readRowHeight(): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  return rem * (window.matchMedia(WIDE).matches ? ROW_REM : CARD_REM)
}

/** Where the table begins in what scrolls: it moves when what stands before it grows. */
function useTop(table: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useEffect(() => {
    const before = table.current?.parentElement?.previousElementSibling
    if (!before) return
    const observer = new ResizeObserver(() => setTop(table.current?.offsetTop ?? 0))
    observer.observe(before)
    return () => observer.disconnect()
  }, [table])
  return top
}
