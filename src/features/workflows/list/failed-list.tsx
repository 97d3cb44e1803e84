import { describeError, isForbidden, isSignIn } from '#src/api/describe-error.ts'
import { portalAddress, PORTAL_SIGN_OUT_PATH } from '#src/contract/documents.ts'
import { formatTime } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'

import { ListSkeleton } from './list-skeleton.tsx'

type FailedListProps = {
  error: Error
  /** When the first of the reads failed that have not been answered since, epoch milliseconds. */
  since: number
  onRetry: () => void
}

/** In place of a list that was never read: who forbids it, or that Bitrix24 does not answer. Never an empty list. */
export function FailedList({ error, since, onRetry }: FailedListProps) {
  const { session } = useSession()
  const { zone } = useTimeDisplay()
  // The page is about to leave for sign-in: nothing has to be said.
  if (isSignIn(error)) return <ListSkeleton />
  const words = describeError(error)
  const signOut = portalAddress(session.portal, PORTAL_SIGN_OUT_PATH)
  const isMissing = words.remedy === 'retry'
  return (
    <BlankScreen
      heading={isForbidden(error) ? m.forbidden_heading() : m.unreachable_heading()}
      sentence={[
        words.title,
        words.hint,
        isMissing && m.unreachable_since({ time: formatTime(since, getLocale(), zone) }),
      ]
        .filter(Boolean)
        .join(' ')}
    >
      <div className="flex flex-wrap items-center gap-4">
        <Button onClick={onRetry}>{m.retry()}</Button>
        {words.remedy === 'change_account' && signOut !== null && (
          <a
            href={signOut}
            target="_blank"
            rel="noreferrer"
            className="text-accent min-h-6 underline underline-offset-2"
          >
            {m.change_account()}
          </a>
        )}
      </div>
      <ErrorDetails label={m.details()} text={words.details} />
    </BlankScreen>
  )
}
