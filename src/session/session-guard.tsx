import { useQueryClient } from '@tanstack/react-query'
import {
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import { Navigate, useLocation } from 'react-router'

import { createHttp } from '#src/api/http.ts'
import { endSession, fetchSession, SIGN_IN_WAYS } from '#src/api/session.ts'
import { pages, paths } from '#src/contract/addresses.ts'
import type { Session, SessionAnswer } from '#src/contract/session.ts'

import { createDrafts } from './drafts.ts'
import { leave } from './leave.ts'
import { SessionContext, type SessionValue } from './session-context.ts'
import { settleWrites } from './settle-writes.ts'
import { keepTabAway } from './tab.ts'
import { beginTrip, endTrip, forgetTrip, NOTHING_SENT, type Sent, type Trip } from './trips.ts'
import { useTab, type OwnTab } from './use-tab.ts'

type Status =
  | { kind: 'starting' }
  | { kind: 'leaving' }
  | { kind: 'looping' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'signed_in'; answer: SessionAnswer; session: Session; tab: OwnTab; isEnding: boolean }

type SessionGuardProps = {
  /** Called with the answer before anything below is shown. */
  onStart: (answer: SessionAnswer) => void
  renderWaiting: (kind: 'starting' | 'leaving') => ReactNode
  renderFailure: (error: unknown, retry: () => void) => ReactNode
  children: ReactNode
}

/** Shows its children to a signed-in operator, and takes everybody else to sign-in and back (design.md section 4). */
export function SessionGuard({ onStart, renderWaiting, renderFailure, children }: SessionGuardProps) {
  const [status, setStatus] = useState<Status>({ kind: 'starting' })
  const [trip, setTrip] = useState<Trip | null>(null)
  const client = useQueryClient()
  const returnTo = useReturnTo()
  const openTab = useTab()

  const goToSignIn = useCallback(
    (cause: Trip['cause'], sent: Sent) => {
      if (!beginTrip(cause, sent)) return setStatus({ kind: 'looping' })
      setStatus({ kind: 'leaving' })
      keepTabAway()
      leave(paths.authorize(returnTo.current))
    },
    [returnTo],
  )

  const start = useCallback(async () => {
    // As it is from the beginning: then there is nothing to draw anew.
    setStatus((now) => (now.kind === 'starting' ? now : { kind: 'starting' }))
    // Asked for together: who is signed in, and which tab this is.
    const enter = openTab()
    try {
      const answer = await fetchSession()
      if (answer.session === null) return goToSignIn('start', NOTHING_SENT)
      const { session } = answer
      const tab = await enter(session)
      setTrip(endTrip())
      onStart(answer)
      // With the way to where the dead tab was, which is such a change: never the one without the other.
      startTransition(() => setStatus({ kind: 'signed_in', answer, session, tab, isEnding: false }))
    } catch (error) {
      setStatus({ kind: 'failed', error })
    }
  }, [goToSignIn, onStart, openTab])

  const hasStarted = useRef(false)
  useEffect(() => {
    if (hasStarted.current) return
    hasStarted.current = true
    void start()
  }, [start])

  const end = useCallback(
    async (token: string | null) => {
      setStatus((now) => (now.kind === 'signed_in' ? { ...now, isEnding: true } : now))
      const [sent, answer] = await Promise.all([settleWrites(client), fetchSession().catch(() => null)])
      if (answer?.session && answer.session.token !== token) {
        // Another tab has signed in meanwhile: its session serves here too.
        const { session } = answer
        setStatus((now) => (now.kind === 'signed_in' ? { ...now, answer, session, isEnding: false } : now))
        void client.invalidateQueries()
        return
      }
      goToSignIn('ended', sent)
    },
    [client, goToSignIn],
  )

  const signInAgain = useCallback(async () => {
    setStatus((now) => (now.kind === 'signed_in' ? { ...now, isEnding: true } : now))
    const sent = await settleWrites(client)
    // Asked for by a button: no loop.
    forgetTrip()
    goToSignIn('ended', sent)
  }, [client, goToSignIn])

  const value = useSessionValue(status, trip, { end, signInAgain })
  if (status.kind === 'looping') {
    const query = new URLSearchParams({ reason: 'loop', return_to: returnTo.current })
    return <Navigate to={`${pages.signIn}?${query}`} replace />
  }
  if (status.kind === 'failed') return renderFailure(status.error, () => void start())
  if (status.kind !== 'signed_in' || value === null)
    return renderWaiting(status.kind === 'leaving' ? 'leaving' : 'starting')
  return <SessionContext value={value}>{children}</SessionContext>
}

type Leaving = { end: (token: string | null) => Promise<void>; signInAgain: () => Promise<void> }

function useSessionValue(
  status: Status,
  trip: Trip | null,
  { end, signInAgain }: Leaving,
): SessionValue | null {
  const client = useQueryClient()
  const answer = status.kind === 'signed_in' ? status.answer : null
  const session = status.kind === 'signed_in' ? status.session : null
  const tab = status.kind === 'signed_in' ? status.tab : null
  const isEnding = status.kind === 'signed_in' && status.isEnding
  const mode = answer?.mode ?? null

  const http = useMemo(() => {
    if (session === null || mode === null) return null
    const onSignInCode = once(() => void end(session.token))
    return createHttp({ token: session.token, signIn: SIGN_IN_WAYS[mode], onSignInCode })
  }, [session, mode, end])

  const drafts = useMemo(
    () => (session === null || tab === null ? null : createDrafts(session, tab.id)),
    [session, tab],
  )

  return useMemo(() => {
    if (answer === null || session === null || http === null || drafts === null || tab === null) return null
    const signOut = async () => {
      await endSession()
      drafts.end()
      client.clear()
      leave(`${pages.signIn}?reason=signed_out`)
    }
    const { isRestored } = tab
    const leaving = { isEnding, signOut, signInAgain: () => void signInAgain() }
    return { session, console: answer, http, drafts, trip, isRestored, ...leaving }
  }, [answer, session, http, drafts, tab, trip, isEnding, client, signInAgain])
}

/** However many calls fail together, a session ends once. */
function once(task: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    task()
  }
}

/** The address of the page at hand, readable when a call fails long after the render. */
function useReturnTo() {
  const { pathname, search, hash } = useLocation()
  const address = pathname + search + hash
  const returnTo = useRef(address)
  useLayoutEffect(() => {
    returnTo.current = address
  }, [address])
  return returnTo
}
