import { describeError, isForbidden } from '#src/api/describe-error.ts'
import { formatTime } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { ChangeAccount } from '#src/terms/change-account.tsx'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useIsLate } from '#src/ui/use-is-late.ts'

const DELAY_MS = 150
const WIDTHS = ['w-44', 'w-32', 'w-24', 'w-20', 'w-28', 'w-16']

/** In place of bars, once reading takes long enough to be noticed. */
export function GreyBars({ count }: { count: number }) {
  const isLate = useIsLate(DELAY_MS)
  return (
    <div role="status">
      <span className="sr-only">{m.loading()}</span>
      {Array.from({ length: count }, (_, row) => (
        <div key={row} aria-hidden="true" className="flex h-7 items-center">
          {isLate && <span className={`bg-line h-2.5 rounded-full ${WIDTHS[row % WIDTHS.length]}`} />}
        </div>
      ))}
    </div>
  )
}

/** In place of what runs: who forbids it. */
export function FailedOverview({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const words = describeError(error)
  return (
    <BlankScreen
      heading={isForbidden(error) ? m.forbidden_heading() : m.unreachable_heading()}
      sentence={[words.title, words.hint].filter(Boolean).join(' ')}
    >
      <div className="flex flex-wrap items-center gap-4">
        <Button onClick={onRetry}>{m.retry()}</Button>
        {words.remedy === 'change_account' && <ChangeAccount />}
      </div>
      <ErrorDetails label={m.details()} text={words.details} />
    </BlankScreen>
  )
}

/** The gateway answers, but Bitrix24 does not, and nothing was read before. `since` is the browser's clock. */
export function UnreachableOverview({ since, onRetry }: { since: number; onRetry: () => void }) {
  const { zone } = useTimeDisplay()
  return (
    <BlankScreen
      heading={m.unreachable_heading()}
      sentence={`${m.error_unavailable()} ${m.unreachable_since({ time: formatTime(since, getLocale(), zone) })}`}
    >
      <Button onClick={onRetry}>{m.retry()}</Button>
    </BlankScreen>
  )
}
