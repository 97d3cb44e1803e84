import { Component, type ReactNode } from 'react'

import { describeError } from '#src/api/describe-error.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'

type State = { error: unknown; hasCrashed: boolean }

/** A crash of the page's own code: said in place of what crashed, the rest stays. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, hasCrashed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, hasCrashed: true }
  }

  override render() {
    if (!this.state.hasCrashed) return this.props.children
    const words = describeError(this.state.error)
    return (
      <BlankScreen heading={words.title} sentence={m.error_crash_hint()}>
        <Button onClick={() => window.location.reload()}>{m.reload()}</Button>
        <ErrorDetails label={m.details()} text={words.details} />
      </BlankScreen>
    )
  }
}
