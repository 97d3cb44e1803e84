import { gateway, inUnit } from './kinds.mjs'

const crossSite = (name) => inUnit(gateway('cross-site.test.ts'), name)
const hosts = (name) => inUnit(gateway('host-check.test.ts'), name)
const access = (name) => inUnit(gateway('access.test.ts'), name)
const operators = (name) => inUnit(gateway('operator-gate.test.ts'), name)
const metrics = (name) => inUnit(gateway('monitoring/metrics-readers.test.ts'), name)
const config = (name) => inUnit('server/config.test.ts', name)

/** Who may ask, under which name, from which page. */
export const ASKING = [
  {
    name: 'Host header is checked',
    file: gateway('host-check.ts'),
    from: '!isKnownHost(c, publicUrl))',
    to: 'false)',
    test: hosts('made to point here, gets nothing'),
  },
  {
    name: 'host of the request line is checked',
    file: gateway('host-check.ts'),
    from: ', URL.parse(c.req.url)?.hostname]',
    to: ']',
    test: hosts('a request line that names another host'),
  },
  {
    name: 'open addresses are exact',
    file: gateway('monitoring/open-paths.ts'),
    from: 'return OPEN.includes(path)',
    to: 'return OPEN.some((open) => path.startsWith(open))',
    test: hosts('machines that know the address only'),
  },
  {
    name: 'writes with a personal key need the own page',
    file: gateway('rights.ts'),
    from: 'if (isWrite && !isOwnOrigin(c, publicUrl))',
    to: 'if (isWrite && false)',
    test: crossSite('changes nothing'),
  },
  {
    name: 'signing out needs the own page',
    file: gateway('session-routes.ts'),
    from: 'if (!isOwnOrigin(c, config.publicUrl)) throw foreign()',
    to: '',
    test: crossSite('changes nothing'),
  },
  {
    name: 'the session is told to the own page',
    file: gateway('session-routes.ts'),
    from: 'if (isForeignOrigin(c, config.publicUrl)) throw foreign()',
    to: '',
    test: crossSite('reads no session'),
  },
  {
    name: 'same-site is not same-origin',
    file: gateway('own-origin.ts'),
    from: "return site === 'same-origin'",
    to: "return site !== 'cross-site'",
    test: crossSite('changes nothing'),
  },
  {
    name: 'an origin is compared whole',
    file: gateway('own-origin.ts'),
    from: 'return origin === publicUrl ||',
    to: 'return origin.startsWith(publicUrl) ||',
    test: crossSite('changes nothing'),
  },
  {
    name: 'a call needs a bearer token',
    file: gateway('rights.ts'),
    from: "if (token === undefined) throw new Refused(401, { code: 'TOKEN_MISSING', message: 'Sign in first' })\n  return token",
    to: "return token ?? c.req.header('X-Vibe-Authorization')?.slice(7) ?? 'vibe_session_none'",
    test: operators('open nothing where operators sign in'),
  },
  {
    name: 'rights are asked for again after five minutes',
    file: gateway('rights.ts'),
    from: 'entry.passedAt !== null && clock.now() - entry.passedAt < FRESH_MS) return caller',
    to: 'entry.passedAt !== null) return caller',
    test: access('gives nothing five minutes later'),
  },
  {
    name: 'who may not read the list reads nothing',
    file: gateway('rights.ts'),
    from: '    if (answer.status !== 200) throw toRefused(answer)\n    return caller\n  }',
    to: '    return caller\n  }',
    test: access('gives nothing to who is no administrator'),
  },
  {
    name: 'the journal is of one portal',
    file: gateway('journal/journal-pages.ts'),
    from: "  return [\n    where('portal', '=', portal),",
    to: '  return [\n    where.lit(portal !== null),',
    test: access('shows an operator of another portal nothing'),
  },
  {
    name: 'names are kept by portal',
    file: gateway('name-cache.ts'),
    from: 'const keyOf = (id: string) => `${portal} ${id}`',
    to: 'const keyOf = (id: string) => `${id}${portal.slice(99)}`',
    test: access('shows an operator of another portal nothing'),
  },
  {
    name: 'a batch is of one portal',
    file: gateway('batches/batch-store.ts'),
    from: "db.selectFrom('batches').selectAll().where('portal', '=', portal).where('id', '=', id).executeTakeFirst()",
    to: "db.selectFrom('batches').selectAll().where('id', '=', id || portal).executeTakeFirst()",
    test: access('shows an operator of another portal nothing'),
  },
  {
    name: 'who ends a workflow is told to who may read',
    file: gateway('journal/terminate-route.ts'),
    from: 'if (body.journalId === undefined) return body',
    to: 'return body',
    test: access('does not tell who ends a workflow'),
  },
  {
    name: 'an operator’s header counts from a trusted proxy only',
    file: gateway('operator-gate.ts'),
    from: 'isTrusted(readPeer(c)) ?',
    to: 'isTrusted(readPeer(c)) || true ?',
    test: operators('stands in the journal, and nobody whom a client names'),
  },
  {
    name: 'operators are on the list',
    file: gateway('operator-gate.ts'),
    from: 'if (!allowed.has(name.toLowerCase()))',
    to: 'if (allowed.size === 0)',
    test: operators('says'),
  },
  {
    name: 'metrics need the whole token',
    file: gateway('monitoring/metrics-readers.ts'),
    from: "isToken(c.req.header('Authorization') ?? '')",
    to: "c.req.header('Authorization')?.startsWith(`Bearer ${metricsToken}`) === true || isToken('')",
    test: metrics('answers the token from anywhere'),
  },
  {
    name: 'metrics without a token are for this machine',
    file: gateway('monitoring/metrics-readers.ts'),
    from: "isLoopback(readPeer(c) ?? '') &&",
    to: '',
    test: metrics('tells nothing to'),
  },
  {
    name: 'a personal key stays on this machine',
    file: 'server/config.ts',
    from: '  if (!isLoopback(host))\n',
    to: '  if (host === publicUrl)\n',
    test: config('refuses'),
  },
  {
    name: 'nobody runs the sandbox in production',
    file: 'server/config.ts',
    from: '  if (!isLoopback(new URL(publicUrl).hostname))\n    read.fail(`PUBLIC_URL is',
    to: "  if (publicUrl === '')\n    read.fail(`PUBLIC_URL is",
    test: config('refuses'),
  },
]
