import { describeError } from '#src/api/describe-error.ts'
import { m } from '#src/messages/messages.js'
import { Button } from '#src/ui/button.tsx'
import { useOfflineSince } from '#src/ui/online.ts'

/** A later read failed: said quietly over what was read before, which stays. */
export function StaleLine({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  // With no network the shell says so, for all of the page.
  const isOffline = useOfflineSince() !== null
  const { title, details } = describeError(error)
  if (isOffline) return null
  return (
    <div
      data-stale
      role="status"
      title={details}
      className="bg-warn-tint text-warn text-meta flex min-h-7 shrink-0 items-center gap-3 px-4 md:px-6"
    >
      <span>{m.stale({ why: title })}</span>
      <Button look="link" onClick={onRetry}>
        {m.retry()}
      </Button>
    </div>
  )
}
