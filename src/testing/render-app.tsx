import { readFileSync } from 'node:fs'

import { act, cleanup, render, screen, within } from '@testing-library/react'
import { PointerEventsCheckLevel, userEvent } from '@testing-library/user-event'
import { BrowserRouter } from 'react-router'
import { onTestFinished, vi } from 'vitest'

import { App } from '#src/app/app.tsx'
import { createQueryClient } from '#src/app/query-client.ts'
import { paths } from '#src/contract/addresses.ts'
import { replaceLeave } from '#src/session/leave.ts'

import { createStoryPortal, ORIGIN, type StoryOptions, type StoryPortal } from './story-portal.ts'

const SESSION_START = readFileSync('public/session-start.js', 'utf8')

type RenderOptions = StoryOptions & {
  path?: string
  /** Who says yes on the consent page; `null` = nobody: the way to sign-in ends there. */
  userId?: number | null
  /** False = a first visit: no cookie yet, and the page goes to sign-in by itself. */
  isSignedIn?: boolean
  /** False = the gateway's mirror gives nothing: the list is read page by page. */
  hasMirror?: boolean
}

/**
 * Opens the page as a browser would, over the real gateway and sandbox. A way out by `leave` is gone to the end: consent
 * on the portal, callback, and the page starts anew.
 */
export async function renderApp({
  path = '/workflows',
  userId = 1,
  isSignedIn = true,
  hasMirror = true,
  ...options
}: RenderOptions = {}) {
  const portal = await createStoryPortal(options)
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) =>
    hasMirror || !input.startsWith(paths.mirror)
      ? portal.browse(input, init)
      : Promise.resolve(new Response(null, { status: 503 })),
  )
  const trips: string[] = []
  const consent = { userId }

  const restoreLeave = replaceLeave((url) => {
    trips.push(url)
    void travel(portal, url, consent.userId).then((end) => {
      if (end !== null) openPage(end)
    })
  })
  onTestFinished(async () => {
    cleanup()
    restoreLeave()
    await portal.close()
    const leaks = portal.findLeaks()
    if (leaks.length > 0) throw new Error(`Secrets where none may be:\n${leaks.join('\n')}`)
  })

  if (isSignedIn && options.isInPortal) portal.platform.open(userId)
  else if (isSignedIn) await travel(portal, paths.authorize(path), userId)
  const skew = skewPerformanceClock()
  openPage(path)
  const user = userEvent.setup({ delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never })
  return {
    ...portal,
    user,
    trips,
    /** Who says yes on the portal's consent page from now on; `null` = nobody. */
    setConsent: (next: number | null) => {
      consent.userId = next
    },
    /** Lets the moment pass in which a dialog that has just appeared is deaf to presses. */
    letMomentPass: () => skew(1000),
    /** Opens the dialog of a row and lets the moment pass in which it is deaf to presses. */
    openDialog: async (workflowId: string) => {
      await user.click(await screen.findByRole('button', { name: `Terminate ${workflowId}` }))
      const dialog = await screen.findByRole('dialog')
      skew(1000)
      return within(dialog)
    },
    /** Moves the clock of gateway and sandbox; the page hears of it by its next call. */
    advance: (ms: number) => act(() => portal.clock.advance(ms)),
    reload: () => openPage(window.location.pathname + window.location.search),
    open: openPage,
  }
}

/** The page's own clock, moved on by hand: what waits for a moment need not. */
function skewPerformanceClock(): (ms: number) => void {
  let offset = 0
  const real = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => real() + offset)
  return (ms) => {
    offset += ms
  }
}

function openPage(path: string): void {
  cleanup()
  document.body.replaceChildren()
  window.history.replaceState(null, '', path)
  // What index.html runs before the page's code.
  // eslint-disable-next-line typescript/no-implied-eval -- the very script, not a copy of it
  new Function(SESSION_START)()
  render(
    <BrowserRouter>
      <App client={createQueryClient()} />
    </BrowserRouter>,
  )
}

/** Follows redirects over the gateway and the portal's consent page. Resolves to the page it ends on. */
async function travel(portal: StoryPortal, start: string, userId: number | null): Promise<string | null> {
  let url = new URL(start, ORIGIN)
  for (let step = 0; step < 6; step += 1) {
    if (url.origin !== ORIGIN) {
      if (userId === null) return null
      url = new URL(portal.sandbox.answerConsent(url.href, { userId }))
      continue
    }
    if (!url.pathname.startsWith('/v1/')) return url.pathname + url.search
    const response = await portal.browse(url.pathname + url.search)
    url = new URL(response.headers.get('Location') ?? '/', ORIGIN)
  }
  throw new Error(`The way from ${start} does not end`)
}
