import { render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { useNow } from './time.tsx'

function Now() {
  return <p>{useNow()}</p>
}

it('the clock of the page stands still while it is read, however fast it goes', async () => {
  let now = Date.parse('2026-03-29T10:00:00Z')
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => (now += 10_000))
  // React complains of a store that changes between two readings, and a complaint fails the test.
  const { rerender } = render(<Now />)
  const first = Number(screen.getByRole('paragraph').textContent)
  await Promise.resolve()
  clock.mockReturnValue(now + 10_000)
  rerender(<Now key="later" />)
  expect(Number(screen.getByRole('paragraph').textContent)).toBeGreaterThan(first)
})
