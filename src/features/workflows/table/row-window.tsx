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
const BEYOND = 6
/** The drawn rows change by so many at once, not at every step of the wheel. */
const STEP = 2

/**
 * Tells which rows to draw. Shows nothing itself, so that rows keep their place when a list becomes long. All rows are of
 * one height, so places are reckoned: a list of 100,000 costs no more than one of 1,000.
 */
export function RowWindow({ count, scrolled, onMove }: RowWindowProps) {
  const height = useRowHeight(scrolled)
  useLayoutEffect(() => {
    const list = scrolled.current
    if (list === null) return
    const place = () => {
      // What is not laid out shows no rows.
      if (list.clientHeight > 0) onMove(placeRows(list, count, height))
    }
    place()
    list.addEventListener('scroll', place, { passive: true })
    const observer = new ResizeObserver(place)
    observer.observe(list)
    return () => {
      list.removeEventListener('scroll', place)
      observer.disconnect()
    }
  }, [count, height, onMove, scrolled])
  return null
}

function placeRows({ scrollTop, clientHeight }: HTMLElement, count: number, height: number): DrawnRows {
  const seen = Math.ceil(clientHeight / height) + 1
  // A list that has become shorter is scrolled back by the browser only after it is drawn.
  const first = Math.min(Math.floor(scrollTop / height), Math.max(0, count - seen))
  const start = Math.max(0, first - BEYOND - ((first - BEYOND) % STEP))
  const end = Math.min(count, start + seen + 2 * BEYOND + STEP)
  return { start, end, above: start * height, below: (count - end) * height }
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
