import { render, screen } from '@testing-library/react'
import { Component, type ReactNode } from 'react'
import { expect, it } from 'vitest'

import { expectComplaint } from '#src/testing/setup.ts'

import { useLoaded } from './use-loaded.ts'

type PartProps = { load: () => Promise<string>; isWanted?: boolean; isNeeded?: boolean }

function Part({ load, isWanted = false, isNeeded = false }: PartProps) {
  const loaded = useLoaded(load, { isWanted, isNeeded })
  return <p>{isNeeded ? (loaded ?? 'nothing yet') : 'closed'}</p>
}

/** A part that fails as often as told, and then is there. */
function createPart(failures: number) {
  let asked = 0
  return {
    load: () => {
      asked += 1
      return asked > failures ? Promise.resolve('the dialog') : Promise.reject(new Error('no network'))
    },
    asked: () => asked,
  }
}

class Boundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }
  static getDerivedStateFromError = () => ({ hasFailed: true })
  override render() {
    return this.state.hasFailed ? <p>told</p> : this.props.children
  }
}

it('fetches nothing before it is wanted', () => {
  const part = createPart(0)
  render(<Part load={part.load} />)
  expect(part.asked()).toBe(0)
})

it('shows at once what was fetched ahead, and fetches it once', async () => {
  const part = createPart(0)
  const { rerender } = render(<Part load={part.load} isWanted />)
  await Promise.resolve()
  rerender(<Part load={part.load} isWanted isNeeded />)
  expect(screen.getByText('the dialog')).toBeVisible()
  expect(part.asked()).toBe(1)
})

it('asks again when it is needed for what could not be fetched ahead', async () => {
  const part = createPart(1)
  const { rerender } = render(<Part load={part.load} isWanted />)
  await Promise.resolve()
  rerender(<Part load={part.load} isWanted isNeeded />)
  expect(await screen.findByText('the dialog')).toBeVisible()
  expect(part.asked()).toBe(2)
})

it('throws to the boundary what cannot be fetched when it is needed', async () => {
  const part = createPart(Infinity)
  render(
    <Boundary>
      <Part load={part.load} isNeeded />
    </Boundary>,
  )
  expect(await screen.findByText('told')).toBeVisible()
  expectComplaint(/no network/)
})
