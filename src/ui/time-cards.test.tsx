import { screen } from '@testing-library/react'
import { createRoot } from 'react-dom/client'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { TimeStop } from './time.tsx'
import { TimeCards } from './time-cards.tsx'

const INSTANT = '2026-03-29T10:00:00.000Z'

afterEach(() => vi.unstubAllGlobals())

describe('the card of a time', () => {
  it('hears the keys from the moment it is seen', async () => {
    // As a browser draws: nothing is hurried on between two of its tasks.
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false)
    const place = document.body.appendChild(document.createElement('main'))
    const root = createRoot(place)
    root.render(
      <TimeStop>
        <time dateTime={INSTANT}>now</time>
      </TimeStop>,
    )
    await vi.waitFor(() => expect(screen.getByRole('button', { name: 'now' })).toBeVisible())
    const stop = screen.getByRole('button', { name: 'now' })
    stop.focus()

    const cards = createRoot(document.body.appendChild(document.createElement('div')))
    const seen = new Promise((resolve) => new MutationObserver(resolve).observe(place, { childList: true }))
    cards.render(<TimeCards />)
    await seen
    stop.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }))
    expect(screen.getByRole('button', { name: /^Copy / })).toHaveFocus()

    cards.unmount()
    root.unmount()
    document.body.replaceChildren()
  })
})
