import { portalAddress, PORTAL_SIGN_OUT_PATH } from '#src/contract/documents.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'

/** The way to another account: a right is missing, and somebody else may have it. */
export function ChangeAccount() {
  const { session } = useSession()
  const href = portalAddress(session.portal, PORTAL_SIGN_OUT_PATH)
  if (href === null) return null
  return (
    <a href={href} target="_blank" rel="noreferrer" className="text-accent underline">
      {m.change_account()}
    </a>
  )
}
