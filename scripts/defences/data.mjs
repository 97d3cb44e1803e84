import { gateway, inDatabase, inUnit } from './kinds.mjs'

const hostile = (name) => inUnit(gateway('hostile-requests.test.ts'), name)
const secrets = (name) => inUnit(gateway('secrets.test.ts'), name)
const upstream = (name) => inUnit(gateway('upstream.test.ts'), name)
const seal = (name) => inUnit(gateway('seal.test.ts'), name)
const statics = (name) => inUnit(gateway('static-page.test.ts'), name)

/** What becomes of the API's answers, of texts and of files. */
export const DATA = [
  {
    name: 'an answer of the API has a bound',
    file: gateway('upstream-body.ts'),
    from: 'if (size > MAX_BODY_BYTES) return null',
    to: 'if (size < 0) return null',
    test: upstream('reads no body over its bound'),
  },
  {
    name: 'no redirect is followed with the key',
    file: gateway('upstream.ts'),
    from: "redirect: 'error'",
    to: "redirect: 'follow'",
    test: upstream('adds key and token, and follows no redirect'),
  },
  {
    name: 'a request id of the API looks like one',
    file: gateway('upstream.ts'),
    from: 'requestId !== null && /^[\\w.:-]{1,128}$/.test(requestId) ? requestId : null',
    to: 'requestId',
    test: hostile('of the API is passed on only where it is named'),
  },
  {
    name: 'secrets are taken out of answers',
    file: gateway('upstream-body.ts'),
    from: "secrets.reduce((known, secret) => known.replaceAll(secret, '[secret]'), text)",
    to: 'secrets.length < 0 ? null : text',
    test: secrets('of the API that repeats key and token'),
  },
  {
    name: 'an unforeseen error says nothing of itself',
    file: gateway('gateway.ts'),
    from: "message: 'The gateway failed: its log says why'",
    to: 'message: String(error)',
    test: secrets('that nobody has foreseen says nothing'),
  },
  {
    name: 'a failed connection is logged by its code',
    file: gateway('upstream.ts'),
    from: 'cause: describeCause(error)',
    to: 'cause: String(error.cause), code: describeCause(error)',
    test: upstream('writes neither key nor token nor address to the log'),
  },
  {
    name: 'routes are logged as patterns',
    file: gateway('request-log.ts'),
    from: 'route: routePath(c, -1)',
    to: 'route: c.req.url, pattern: routePath(c, -1)',
    test: secrets('names a route by its pattern'),
  },
  {
    name: 'the log takes secrets out',
    file: gateway('logger.ts'),
    from: 'const options = { level, redact, base: undefined }',
    to: 'const options = { level, base: redact ? undefined : null }',
    test: secrets('takes out what must not stand there'),
  },
  {
    name: 'secrets are compared in constant time',
    file: gateway('same-secret.ts'),
    from: 'return (given) => timingSafeEqual(digest(given), wanted)',
    to: 'return (given) => timingSafeEqual(wanted, wanted) && given === secret',
    test: secrets('is compared in one place'),
  },
  {
    name: 'search takes quotes for letters',
    file: gateway('journal/journal-pages.ts'),
    from: '`"${text.replaceAll(\'"\', \'""\')}"`',
    to: '`"${text}"`',
    test: inDatabase(
      gateway('journal/journal-pages.db.test.ts'),
      'finds exactly the rows that hold the text',
    ),
  },
  {
    name: 'a link to the portal leads to a host',
    file: 'src/contract/documents.ts',
    from: ' && PORTAL_HOST.test(portal)',
    to: ' && PORTAL_HOST.source.length > 0',
    test: inUnit('src/contract/workflow.test.ts', 'is never linked on a host that is none'),
  },
  {
    name: 'a name is one that was given',
    file: 'src/contract/names.ts',
    from: 'Object.hasOwn(names, id)',
    to: 'id in names',
    test: inUnit('src/contract/answers.test.ts', 'is one that was given, and nothing that every object has'),
  },
  {
    name: 'a text of the wire has no NUL',
    file: 'src/contract/read.ts',
    from: "value.replaceAll('\\0', '').trim()",
    to: 'value.trim()',
    test: inUnit('src/contract/answers.test.ts', 'holds nothing that a database would refuse'),
  },
  {
    name: 'no cell of a file is a formula',
    file: 'src/lib/csv.ts',
    from: 'return text.replace(UNSAFE, "\'")',
    to: 'return text.replace(/^$/u, UNSAFE.source.slice(999))',
    test: inUnit('src/lib/csv.test.ts', 'lets no cell through that a spreadsheet would run'),
  },
  {
    name: 'hidden files of the page’s folder are not given out',
    file: gateway('static-files.ts'),
    from: " || path.includes('/.')) return []",
    to: ') return []',
    test: statics('are the page, whatever else lies in its folder'),
  },
  {
    name: 'links in the page’s folder are not followed',
    file: gateway('static-files.ts'),
    from: 'if (!entry.isFile() ||',
    to: 'if (entry.isDirectory() ||',
    test: statics('are the page, whatever else lies in its folder'),
  },
  {
    name: 'a page leads to PUBLIC_URL, not to the Host',
    file: gateway('static-page.ts'),
    from: 'return c.redirect(publicUrl + pathname + search, 302)',
    to: 'return c.redirect(`http://${readHost(c)}` + pathname + search, 302)',
    test: statics('leads to PUBLIC_URL and nowhere else'),
  },
  {
    name: 'the session secret is its owner’s',
    file: gateway('seal.ts'),
    from: 'mode: 0o600',
    to: 'mode: 0o644',
    test: seal('makes a secret once, readable by its owner only'),
  },
  {
    name: 'the journal’s file is its owner’s',
    file: gateway('journal/sqlite.ts'),
    from: "if (path !== ':memory:') chmodSync(path, 0o600)",
    to: "if (path !== ':memory:') chmodSync(path, 0o644)",
    test: inUnit(gateway('journal/sqlite.test.ts'), 'the file of the journal is read by its owner only'),
  },
]
