import { Component, lazy, Suspense, type ComponentType, type ReactNode } from 'react'

import { CodeFailure, loadPatiently } from '#src/lib/load-code.ts'
import { m } from '#src/messages/messages.js'

import { useToast } from './toasts.tsx'

/** Makes the parts whose code did not come ask for it again. */
const failed = new Set<() => void>()

/** To be called before they are drawn again: until then they go on failing. */
export function retryFailedParts(): void {
  for (const renew of failed) renew()
  failed.clear()
}

/**
 * A component whose code comes when it is drawn. If it does not come, a boundary gets a `CodeFailure`, and may draw it again
 * after `retryFailedParts`.
 */
export function part<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const begin = () =>
    lazy(async () => {
      try {
        return { default: await load() }
      } catch (cause) {
        failed.add(() => {
          Loaded = begin()
        })
        throw new CodeFailure(cause)
      }
    })
  let Loaded = begin()
  return function Part(props: P) {
    return <Loaded {...props} />
  }
}

/** The same for a part without which the page is still the page: it is missing until its code has come, and breaks nothing. */
export function humblePart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  fallback: ReactNode = null,
): ComponentType<P> {
  const Loaded = lazy(async () => ({ default: await loadPatiently(load) }))
  return function HumblePart(props: P) {
    return (
      <Suspense fallback={fallback}>
        <Loaded {...props} />
      </Suspense>
    )
  }
}

type PressedPartProps = {
  /** It did not come and is not open any more: the next press asks again. */
  onFailure: () => void
  children: ReactNode
}

/** Around a part that a press opens. If its code does not come, that is said and nothing else changes. */
export function PressedPart({ onFailure, children }: PressedPartProps) {
  const show = useToast()
  const handleFailure = () => {
    retryFailedParts()
    show(m.error_code())
    onFailure()
  }
  return (
    <CodeBoundary onFailure={handleFailure}>
      <Suspense fallback={null}>{children}</Suspense>
    </CodeBoundary>
  )
}

type CodeBoundaryProps = { onFailure: () => void; children: ReactNode }

/** Closes what its code has failed to come for; passes on every other error. */
class CodeBoundary extends Component<CodeBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidCatch(error: unknown) {
    if (!(error instanceof CodeFailure)) return
    this.props.onFailure()
    // It has closed what failed, and stands ready for the next press.
    this.setState({ error: null })
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    if (error instanceof CodeFailure) return null
    throw error
  }
}
