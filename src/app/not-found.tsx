import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'

/** An address that Flowstop does not know. */
export function NotFound() {
  return (
    <>
      <h1 className="sr-only">{m.not_found_heading()}</h1>
      <BlankScreen heading={m.not_found_heading()} sentence={m.not_found_sentence()}>
        <Link to={pages.workflows} className="text-accent underline">
          {m.workflows()}
        </Link>
      </BlankScreen>
    </>
  )
}
