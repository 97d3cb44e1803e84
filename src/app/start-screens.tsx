import { describeError } from '#src/api/describe-error.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'
import { useIsLate } from '#src/ui/use-is-late.ts'

const DELAY_MS = 400

/** Before anybody is known, or on the way to sign-in. Says so only when it takes long. */
export function Waiting({ kind }: { kind: 'starting' | 'leaving' }) {
  const isLate = useIsLate(DELAY_MS)
  return (
    <main className="text-muted text-body px-4 py-8 md:px-6" role="status">
      {isLate && (kind === 'leaving' ? m.going_to_sign_in() : m.loading())}
    </main>
  )
}

/** The console itself does not answer, or its key opens nothing. */
export function FailedStart({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const words = describeError(error, 'start')
  return (
    <main>
      <h1 className="sr-only">{m.app_name()}</h1>
      <BlankScreen heading={m.start_failed()} sentence={[words.title, words.hint].filter(Boolean).join(' ')}>
        <Button onClick={onRetry}>{m.retry()}</Button>
        <ErrorDetails label={m.details()} text={words.details} />
      </BlankScreen>
    </main>
  )
}
