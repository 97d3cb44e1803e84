import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useState, type RefObject } from 'react'

import type { DrawnRows } from './workflow-table.tsx'

type RowWindowProps = {
  count: number
  /** What scrolls. */
  scrolled: RefObject<HTMLElement | null>
  onMove: (place: DrawnRows) => void
}

/** Until a row has been measured: one line of the table. */
const USUAL_HEIGHT = 37
/** Rows drawn beyond the edges: a key or a fast wheel does not come to an empty place. */
const BEYOND = 8

/** Tells which rows to draw. Shows nothing itself, so that rows keep their place when a list becomes long. */
export function RowWindow({ count, scrolled, onMove }: RowWindowProps) {
  const height = useRowHeight(scrolled)
  // eslint-disable-next-line react/incompatible-library -- no compiler memoizes here
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scrolled.current,
    estimateSize: () => height,
    overscan: BEYOND,
  })
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height])
  const items = virtualizer.getVirtualItems()
  const start = items[0]?.index ?? 0
  const end = (items.at(-1)?.index ?? -1) + 1
  const above = start * height
  const below = (count - end) * height
  useLayoutEffect(() => {
    if (end > start) onMove({ start, end, above, below })
  }, [start, end, above, below, onMove])
  return null
}

/** All rows are of one height: a line, or a card on a narrow screen. */
function useRowHeight(scrolled: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(USUAL_HEIGHT)
  useLayoutEffect(() => {
    const list = scrolled.current
    if (list === null) return
    const measure = () => {
      const rows = [...list.querySelectorAll<HTMLElement>('tr[data-workflow]')]
      const [first, last] = [rows[0], rows.at(-1)]
      if (!first || !last) return
      const total = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top
      if (total > 0) setHeight(total / rows.length)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(list)
    return () => observer.disconnect()
  }, [scrolled])
  return height
}
