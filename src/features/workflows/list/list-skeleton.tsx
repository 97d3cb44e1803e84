import { gridOf, parseShown, ROW_GRID } from '#src/features/workflows/table/columns.ts'
import { m } from '#src/messages/messages.js'
import { useIsLate } from '#src/ui/use-is-late.ts'

const DELAY_MS = 150
const ROWS = 12
const GRID = gridOf(parseShown(null))
const WIDTHS = ['w-32', 'w-44', 'w-24', 'w-16', 'w-16', 'w-20', 'w-28']

/** Twelve grey rows in the places of real ones, once loading takes long enough to be noticed. */
export function ListSkeleton() {
  const isLate = useIsLate(DELAY_MS)

  return (
    <div role="status" className="border-line bg-surface min-h-0 flex-1 overflow-hidden border-t pt-8">
      <span className="sr-only">{m.loading()}</span>
      {isLate &&
        Array.from({ length: ROWS }, (_, row) => (
          <div
            key={row}
            aria-hidden="true"
            style={GRID}
            className={`border-line ${ROW_GRID} h-14 items-center gap-x-3 border-b px-4 md:h-9 md:px-6`}
          >
            {WIDTHS.map((width, column) => (
              <span
                key={width + String(column)}
                className={`bg-line h-2.5 max-w-full rounded-full ${width} ${column > 1 ? 'hidden lg:block' : ''}`}
              />
            ))}
          </div>
        ))}
    </div>
  )
}
