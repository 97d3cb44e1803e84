import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'

/** The way to another account: a right is missing, and somebody else may have it. */
export function ChangeAccount() {
  const { session } = useSession()
  return (
    <a
      href={`https://${session.portal}/auth/?logout=yes`}
      target="_blank"
      rel="noreferrer"
      className="text-accent underline"
    >
      {m.change_account()}
    </a>
  )
}
