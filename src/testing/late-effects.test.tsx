import { render, screen, waitFor } from '@testing-library/react'
import { useEffect, useState } from 'react'
import { expect, it, vi } from 'vitest'

function Drawn({ onEffect }: { onEffect: (isThere: boolean) => void }) {
  const [isThere, setIsThere] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsThere(true), 0)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => onEffect(isThere), [isThere, onEffect])
  return isThere && 'It is there.'
}

it('shows a story what is drawn before its effects have run', async () => {
  const onEffect = vi.fn<(isThere: boolean) => void>()
  render(<Drawn onEffect={onEffect} />)
  await screen.findByText('It is there.')
  expect(onEffect).not.toHaveBeenCalledWith(true)
  await waitFor(() => expect(onEffect).toHaveBeenCalledWith(true))
})
