import { Component, type ReactNode } from 'react'
import { useLocation } from 'react-router'

import { describeError } from '#src/api/describe-error.ts'
import { CodeFailure } from '#src/lib/load-code.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'
import { retryFailedParts } from '#src/ui/part.tsx'

/** A crash of the page's own code, or code that did not come: said in place of it, the rest stays. Another address is tried anew. */
export function ErrorBoundary({ children }: { children: ReactNode }) {
  const { pathname } = useLocation()
  return <Boundary place={pathname}>{children}</Boundary>
}

type BoundaryProps = { place: string; children: ReactNode }
type State = { error: unknown; hasCrashed: boolean }

class Boundary extends Component<BoundaryProps, State> {
  override state: State = { error: null, hasCrashed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, hasCrashed: true }
  }

  override componentDidUpdate({ place }: BoundaryProps) {
    if (this.state.hasCrashed && place !== this.props.place) this.tryAgain()
  }

  tryAgain = () => {
    retryFailedParts()
    this.setState({ error: null, hasCrashed: false })
  }

  override render() {
    const { error, hasCrashed } = this.state
    if (!hasCrashed) return this.props.children
    const words = describeError(error)
    return (
      <BlankScreen isPage heading={words.title} sentence={words.hint ?? m.error_crash_hint()}>
        <div className="flex flex-wrap gap-2">
          {error instanceof CodeFailure && (
            <Button look="accent" onClick={this.tryAgain}>
              {m.retry()}
            </Button>
          )}
          <Button onClick={() => window.location.reload()}>{m.reload()}</Button>
        </div>
        <ErrorDetails label={m.details()} text={words.details} />
      </BlankScreen>
    )
  }
}
