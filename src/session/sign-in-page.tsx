import { useSearchParams } from 'react-router'

import { paths, safeReturnTo } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { Button } from '#src/ui/button.tsx'
import { Mark } from '#src/ui/mark.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'

import { leave } from './leave.ts'
import { forgetTrip } from './trips.ts'

const REASONS: Record<string, () => string> = {
  refused: m.sign_in_refused,
  signed_out: m.sign_in_signed_out,
  loop: m.sign_in_loop,
  state: m.sign_in_state,
  failed: m.sign_in_failed,
}

/** Shown instead of a redirect when redirecting would not help: after a refusal, a loop or signing out. */
export function SignInPage() {
  const [query] = useSearchParams()
  const reason = REASONS[query.get('reason') ?? '']

  const signIn = () => {
    forgetTrip()
    leave(paths.authorize(safeReturnTo(query.get('return_to'), window.location.origin)))
  }

  return (
    <main className="bg-canvas text-body flex min-h-full flex-col items-center px-4 pt-[16vh]">
      <PageTitle title={m.sign_in()} />
      <div className="border-line bg-surface rounded-dialog flex w-full max-w-[400px] flex-col items-start gap-4 border p-6">
        <Mark className="size-8" />
        <h1 className="text-h1 font-semibold">{m.sign_in()}</h1>
        {reason && <p role="status">{reason()}</p>}
        <p className="text-muted">{m.sign_in_why()}</p>
        <Button look="accent" className="min-h-10 w-full" onClick={signIn}>
          {m.sign_in_button()}
        </Button>
      </div>
    </main>
  )
}
