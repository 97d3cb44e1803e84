import { fireEvent, render, screen } from '@testing-library/react'
import { Component, Suspense, useState, type ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'

import { CodeFailure } from '#src/lib/load-code.ts'

import { humblePart, part, PressedPart, retryFailedParts } from './part.tsx'
import { ToastProvider } from './toasts.tsx'

const Word = () => <p>the part</p>
const offline = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))

class Boundary extends Component<{ children: ReactNode }> {
  override state: { error: unknown } = { error: null }
  static getDerivedStateFromError = (error: unknown) => ({ error })
  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    const retry = () => {
      retryFailedParts()
      this.setState({ error: null })
    }
    return <button onClick={retry}>{error instanceof CodeFailure ? 'no code' : 'crash'}</button>
  }
}

/** Loads that fail so many times. */
function failing(times: number) {
  let left = times
  return vi.fn(() => (left-- > 0 ? offline() : Promise.resolve(Word)))
}

const inBoundary = (children: ReactNode) =>
  render(
    <Boundary>
      <Suspense fallback={null}>{children}</Suspense>
    </Boundary>,
  )

describe('a part whose code does not come', () => {
  it('tells its boundary, asks for the code once, and again when told to', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const load = failing(1)
    const Part = part(load)
    inBoundary(<Part />)
    const retry = await screen.findByRole('button', { name: 'no code' })
    expect(load).toHaveBeenCalledTimes(1)
    fireEvent.click(retry)
    expect(await screen.findByText('the part')).toBeVisible()
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('breaks nothing where it is not missed, and comes when the network is back', async () => {
    const load = failing(2)
    const Part = humblePart(load, <p>a place for it</p>)
    inBoundary(
      <>
        <h1>The page</h1>
        <Part />
      </>,
    )
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(1))
    expect(screen.getByText('a place for it')).toBeVisible()
    for (const times of [2, 3]) {
      await vi.waitFor(() => {
        fireEvent(window, new Event('online'))
        expect(load).toHaveBeenCalledTimes(times)
      })
    }
    expect(await screen.findByText('the part')).toBeVisible()
    expect(screen.getByRole('heading', { name: 'The page' })).toBeVisible()
  })

  it('closes what was pressed and says so; the next press asks again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const Part = part(failing(1))
    const Menu = () => {
      const [isOpen, setIsOpen] = useState(false)
      return (
        <>
          <button aria-expanded={isOpen} onClick={() => setIsOpen(true)}>
            Open
          </button>
          <PressedPart onFailure={() => setIsOpen(false)}>{isOpen && <Part />}</PressedPart>
        </>
      )
    }
    inBoundary(
      <ToastProvider>
        <Menu />
      </ToastProvider>,
    )
    const button = screen.getByRole('button', { name: 'Open' })
    fireEvent.click(button)
    expect(await screen.findByText('Part of this page could not be loaded')).toBeVisible()
    expect(button).toHaveAttribute('aria-expanded', 'false')
    fireEvent.click(button)
    expect(await screen.findByText('the part')).toBeVisible()
  })

  it('passes on what has failed otherwise', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const Broken = (): ReactNode => {
      throw new Error('a mistake')
    }
    inBoundary(
      <PressedPart onFailure={() => expect.unreachable()}>
        <Broken />
      </PressedPart>,
    )
    expect(await screen.findByRole('button', { name: 'crash' })).toBeVisible()
  })
})
