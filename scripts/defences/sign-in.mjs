import { gateway, inStory, inUnit } from './kinds.mjs'

const signIn = (name) => inUnit(gateway('sign-in.test.ts'), name)
const headers = (name) => inUnit(gateway('security-headers.test.ts'), name)
const seal = (name) => inUnit(gateway('seal.test.ts'), name)
const hostileData = (name) => inStory('src/app/stories/hostile-data.test.tsx', name)

/** The way to sign-in and back, and the cookies of it. */
export const SIGN_IN = [
  {
    name: 'the way back is checked before the trip',
    file: gateway('oauth-routes.ts'),
    from: "const returnTo = safeReturnTo(c.req.query('return_to'), publicUrl)",
    to: "const returnTo = c.req.query('return_to') ?? '/'",
    test: signIn('leads from another name of this machine to PUBLIC_URL and no further'),
  },
  {
    name: 'a path with two slashes is no way back',
    file: 'src/contract/addresses.ts',
    from: "&& !path.startsWith('//') && ",
    to: '&& ',
    test: inUnit('src/contract/addresses.test.ts', 'leads to the start page'),
  },
  {
    name: 'key, state and return address are the gateway’s',
    file: gateway('oauth-routes.ts'),
    from: "url.searchParams.set('redirect_uri', redirectUri)",
    to: "url.searchParams.set('redirect_uri', c.req.query('redirect_uri') ?? redirectUri)",
    test: signIn('takes key, state and the way back from the gateway'),
  },
  {
    name: 'a state is random',
    file: gateway('state-cookies.ts'),
    from: "randomBytes(32).toString('base64url')",
    to: "randomBytes(32).fill(7).toString('base64url')",
    test: signIn('begins with another state each time'),
  },
  {
    name: 'a trip ends in the browser in which it began',
    file: gateway('state-cookies.ts'),
    from: '=== undefined) return null',
    to: "=== undefined) return '/'",
    test: signIn('gives no session to a browser in which the trip did not begin'),
  },
  {
    name: 'a cookie belongs to one state',
    file: gateway('state-cookies.ts'),
    from: 'return isSame(opened?.data.state, state) ?',
    to: 'return opened !== null && isSame(state, state) ?',
    test: signIn('takes no state of one trip with the cookie of another'),
  },
  {
    name: 'a state serves once',
    file: gateway('state-cookies.ts'),
    from: '      drop(c, name)\n      const opened',
    to: '      const opened',
    test: signIn('works once, and for ten minutes'),
  },
  {
    name: 'another host plants no trip',
    file: gateway('state-cookies.ts'),
    from: 'text === undefined || getCookie(c, markOf(name)) === undefined',
    to: 'text === undefined',
    test: signIn('takes no trip that another host of the domain has planted'),
  },
  {
    name: 'forgotten trips make room',
    file: gateway('state-cookies.ts'),
    from: 'index >= MOST_COOKIES - 1',
    to: 'index >= MOST_COOKIES * 9',
    test: signIn('are five at most'),
  },
  {
    name: 'a sealed text is for one purpose',
    file: gateway('seal.ts'),
    from: 'if (opened.purpose !== purpose || ',
    to: 'if (',
    test: seal('opens nothing after its end, for another purpose'),
  },
  {
    name: 'a sealed text ends',
    file: gateway('seal.ts'),
    from: ' || expiresAt <= clock.now()) return null',
    to: ') return null',
    test: seal('opens nothing after its end, for another purpose'),
  },
  {
    name: 'no script reads the session cookie',
    file: gateway('session-cookie.ts'),
    from: "httpOnly: true, sameSite: 'Strict'",
    to: "httpOnly: false, sameSite: 'Strict'",
    test: signIn('are read by no script'),
  },
  {
    name: 'the session cookie goes to no other site',
    file: gateway('session-cookie.ts'),
    from: "sameSite: 'Strict'",
    to: "sameSite: 'Lax'",
    test: signIn('are read by no script'),
  },
  {
    name: 'the session cookie is of this host',
    file: gateway('session-cookie.ts'),
    from: "isSecure ? '__Host-flowstop_session' : 'flowstop_session'",
    to: "'flowstop_session'",
    test: signIn('go over https only'),
  },
  {
    name: 'the cookie of a trip goes over https',
    file: gateway('state-cookies.ts'),
    from: 'setCookie(c, name, sealed, { ...attributes,',
    to: 'setCookie(c, name, sealed, { ...attributes, secure: false,',
    test: signIn('go over https only'),
  },
  {
    name: 'signing out forgets the token',
    file: gateway('session-routes.ts'),
    from: 'if (session !== null) rights.forget(session.token)',
    to: '',
    test: signIn('signing out forgets the token'),
  },
]

/** What a browser may do with an answer, and the page with what it shows. */
export const PAGE = [
  {
    name: 'scripts are files of this origin',
    file: gateway('security-headers.ts'),
    from: '"script-src \'self\'"',
    to: "\"script-src 'self' 'unsafe-inline'\"",
    test: headers('lets no code in'),
  },
  {
    name: 'calls go to this origin',
    file: gateway('security-headers.ts'),
    from: '"connect-src \'self\'"',
    to: "'connect-src *'",
    test: headers('lets no code in'),
  },
  {
    name: 'nobody frames the page',
    file: gateway('security-headers.ts'),
    from: "frameAncestors.join(' ') : \"'none'\"",
    to: "frameAncestors.join(' ') : '*'",
    test: headers('lets nobody frame the page'),
  },
  {
    name: 'old browsers do not frame it either',
    file: gateway('security-headers.ts'),
    from: "if (frameAncestors.length === 0) headers.push(['X-Frame-Options', 'DENY'])",
    to: '',
    test: headers('lets nobody frame the page'),
  },
  {
    name: 'a browser guesses no type',
    file: gateway('security-headers.ts'),
    from: "    ['X-Content-Type-Options', 'nosniff'],\n",
    to: '',
    test: headers('every answer, of each route and of none'),
  },
  {
    name: 'other sites load nothing of it',
    file: gateway('security-headers.ts'),
    from: "    ['Cross-Origin-Resource-Policy', 'same-origin'],\n",
    to: '',
    test: headers('every answer, of each route and of none'),
  },
  {
    name: 'private answers are kept by no cache',
    file: gateway('security-headers.ts'),
    from: "if (path.startsWith('/v1/') || path.startsWith('/api/'))",
    to: "if (path === '')",
    test: headers('nothing of the API or of a session is kept'),
  },
  {
    name: 'a code is in no Referer',
    file: gateway('security-headers.ts'),
    from: "path.startsWith('/v1/oauth/') ? 'no-referrer' : 'same-origin'",
    to: "'same-origin'",
    test: headers('the address of the callback'),
  },
  {
    name: 'https stays https',
    file: gateway('security-headers.ts'),
    from: "if (publicUrl.startsWith('https:')) headers.push(",
    to: 'if (publicUrl === String(YEAR_S)) headers.push(',
    test: headers('holds a browser to https'),
  },
  {
    name: 'a dialog is deaf in its first moment',
    file: 'src/ui/modal.tsx',
    from: 'const DEAF_MS = 300',
    to: 'const DEAF_MS = 0',
    test: inStory('src/app/stories/terminate.test.tsx', 'ignores a press in the moment the dialog appears'),
  },
  {
    name: 'names are text on the page',
    file: 'src/terms/workflow-names.tsx',
    from: '(#${templateId})`}>\n      {text}\n    </span>',
    to: '(#${templateId})`} dangerouslySetInnerHTML={{ __html: text }} />',
    test: hostileData('a portal whose names hold elements, handlers and templates'),
  },
  {
    name: 'reasons are text in the journal',
    file: 'src/features/journal/journal-row.tsx',
    from: '<Line text={entry.reason} />',
    to: '<span dangerouslySetInnerHTML={{ __html: entry.reason }} />',
    test: hostileData('a portal whose names hold elements, handlers and templates'),
  },
  {
    name: 'the way to another account leads to a host',
    file: 'src/features/workflows/list/failed-list.tsx',
    from: 'const signOut = portalAddress(session.portal, PORTAL_SIGN_OUT_PATH)',
    to: 'const signOut = portalAddress(`h`, ``) && `https://${session.portal}${PORTAL_SIGN_OUT_PATH}`',
    test: hostileData('is told in its own words in place of the list'),
  },
  {
    name: 'the page keeps no token',
    file: 'src/session/drafts.ts',
    from: '{ at: now(), value })',
    to: '{ at: now(), value, token: session.token })',
    test: inStory('src/session/tab.test.tsx', 'keeps no token'),
  },
]
