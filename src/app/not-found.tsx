import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'

/** An address that Flowstop does not know. */
export function NotFound() {
  return (
    <BlankScreen isPage heading={m.not_found_heading()} sentence={m.not_found_sentence()}>
      <Link to={pages.workflows} className="text-accent underline">
        {m.workflows()}
      </Link>
    </BlankScreen>
  )
}
