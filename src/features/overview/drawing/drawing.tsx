import { lazy, Suspense, useEffect, useRef, useState } from 'react'

import { m } from '#src/messages/messages.js'

import type { Chart } from './chart.ts'
import { heightOf, type DrawingKind } from './sizes.ts'

/** The library that draws is loaded when there is room to draw in; without it the page still has its numbers. */
const Bars = lazy(() =>
  import('./charts.tsx').then(
    (module) => ({ default: module.Bars }),
    () => ({ default: NoBars }),
  ),
)

function NoBars() {
  return <p className="text-muted">{m.overview_drawing_failed()}</p>
}

/** The chart as a drawing, for eyes only: its table says the same. */
export function Drawing({ kind, chart }: { kind: DrawingKind; chart: Chart }) {
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const height = heightOf(kind, chart)
  return (
    <div ref={place} style={{ height }} className="min-w-0 overflow-hidden">
      {width > 0 && (
        <Suspense fallback={null}>
          <Bars kind={kind} chart={chart} width={width} height={height} />
        </Suspense>
      )}
    </div>
  )
}

/** 0 until it is known. */
function useWidth(place: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (place.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [place])
  return width
}
