import { createContext, useContext } from 'react'

import type { Http } from '#src/api/http.ts'
import type { Session, SessionAnswer } from '#src/contract/session.ts'

import type { Drafts } from './drafts.ts'
import type { Trip } from './trips.ts'

export type SessionValue = {
  /** Portal, operator and the token: here and nowhere else. */
  session: Session
  console: Pick<
    SessionAnswer,
    'mode' | 'isSandbox' | 'apiUrl' | 'requireReason' | 'protectedTemplates' | 'protectedStarters' | 'pace'
  >
  http: Http
  drafts: Drafts
  /** The trip to sign-in this tab came back from when the page started. */
  trip: Trip | null
  /** What a tab that died had open is back in this one. */
  isRestored: boolean
  /** The session has ended and the page is about to leave: nothing new may be sent. */
  isEnding: boolean
  /** Signs in before the session ends: by the same trip, and nothing that is kept is lost. */
  signInAgain: () => void
  signOut: () => Promise<void>
}

export const SessionContext = createContext<SessionValue | null>(null)

/** The operator's session. Throws outside `SessionGuard`. */
export function useSession(): SessionValue {
  const value = useContext(SessionContext)
  if (value === null) throw new Error('useSession needs a SessionGuard above it')
  return value
}

/** The client that carries this provider's token. */
export function useHttp(): Http {
  return useSession().http
}
