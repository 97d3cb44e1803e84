import { paths } from '#src/contract/addresses.ts'
import { decodeSessionAnswer, type SessionAnswer, type SessionMode } from '#src/contract/session.ts'

import { ApiError, createHttp, decodeNothing, type SignInWay } from './http.ts'

declare global {
  interface Window {
    /** What `/api/session` answered, asked for by `public/session-start.js` before this code had loaded; `null` = an error. */
    flowstopSession?: Promise<unknown> | undefined
  }
}

/** Without a token: the cookie alone opens `/api/session`, and nothing else. */
const http = createHttp({ token: null, signIn: 'administrator', onSignInCode: () => {} })

/** How a session that has ended is begun again. */
export const SIGN_IN_WAYS: Record<SessionMode, SignInWay> = {
  oauth: 'trip',
  personal: 'administrator',
  platform: 'portal',
}

/**
 * Who is signed in. The first call takes the answer that is already on its way. Throws `ApiError`, also when there is nobody
 * and no trip to sign-in could help: with a personal key, and inside the portal.
 */
export async function fetchSession(): Promise<SessionAnswer> {
  const answer = await readEarlyAnswer().then((early) => early ?? http(paths.session, decodeSessionAnswer))
  const signIn = SIGN_IN_WAYS[answer.mode]
  if (signIn !== 'trip' && answer.session === null)
    throw new ApiError({ code: answer.errorCode ?? 'NO_ANSWER', status: 401, signIn })
  return answer
}

async function readEarlyAnswer(): Promise<SessionAnswer | null> {
  const early = window.flowstopSession
  window.flowstopSession = undefined
  try {
    const answer = await early
    return answer === undefined || answer === null ? null : decodeSessionAnswer(answer)
  } catch {
    // No network, or unreadable: asked again, so that the failure is told like any other.
    return null
  }
}

/** Signs out: the gateway forgets the session and clears its cookie. Throws `ApiError`. */
export function endSession(): Promise<void> {
  return http(paths.sessionEnd, decodeNothing, { method: 'POST' })
}
