import { createRandom, type Random } from '#server/sandbox/portal/random.ts'

import { BODIES, HEADERS, METHODS, NASTY_TEXTS, PARAMETERS, PATHS, WHOLE } from './nasty.ts'

/** One request of the fuzz, as bytes. */
export type FuzzRequest = {
  index: number
  bytes: Buffer
  /** Bytes after which a pause is made, so that it arrives in two pieces; `null` = in one. */
  splitAt: number | null
  /** Built by the rules of HTTP: the console's own answer is expected, not the parser's. */
  isWellFormed: boolean
}

type FuzzOptions = { seed: number; port: number; /** A session that is valid. */ token: string }

/** Any other prime spreads as well: neighbours must not look alike. */
const STRIDE = 2_654_435_761

/** The request of that number: the same for the same seed, whatever was sent before it. */
export function createFuzzRequest(index: number, { seed, port, token }: FuzzOptions): FuzzRequest {
  const random = createRandom((seed ^ Math.imul(index + 1, STRIDE)) >>> 0)
  const text = random.chance(0.08) ? random.pick(WHOLE) : createRequest(random, { port, token })
  const isWellFormed = text.startsWith('\u0001')
  const bytes = Buffer.from(isWellFormed ? text.slice(1) : mutate(random, text), 'latin1')
  const splitAt = random.chance(0.15) && bytes.length > 2 ? random.int(1, bytes.length - 1) : null
  return { index, bytes, splitAt, isWellFormed }
}

/** A request by the rules begins with a mark; one that breaks them does not. */
function createRequest(random: Random, { port, token }: { port: number; token: string }): string {
  const isPolite = random.chance(0.6)
  const method = isPolite ? random.pick(['GET', 'GET', 'GET', 'POST', 'DELETE', 'PUT']) : random.pick(METHODS)
  const path = fillIn(random, isPolite ? random.pick(POLITE_PATHS) : random.pick(PATHS), isPolite)
  // What would act on a workflow names a parameter that nobody knows, and no body is a whole batch: a valid session may
  // come with both, as long as nothing is turned in them.
  const mayUseToken = isPolite || method === 'GET' || method === 'get'
  const query = createQuery(random, isPolite) + (isPolite && method === 'DELETE' ? STRANGER : '')
  const headers = [
    `Host: ${isPolite ? `localhost:${port}` : random.pick([`localhost:${port}`, '127.0.0.1', 'localhost', '[::1]', '[', 'a b', 'evil.example'])}`,
    ...createAuthorization(random, mayUseToken ? token : null),
    ...Array.from({ length: random.int(0, 3) }, () => random.pick(isPolite ? POLITE_HEADERS : HEADERS)),
  ]
  const body = method === 'POST' || random.chance(0.05) ? random.pick(BODIES) : ''
  if (body !== '') headers.push(`Content-Length: ${body.length}`)
  const head = `${method} ${path}${query} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`
  return isPolite && head.length < 8000 ? `\u0001${head}${body}` : head + body
}

const STRANGER = '&stranger=1'

const isPlain = (text: string) => /^[\x21-\x7e]+$/.test(text)
const POLITE_PATHS = PATHS.filter((path) => path.startsWith('/') && isPlain(path) && path.length < 2000) as [
  string,
  ...string[],
]
/** What a browser or a proxy could send. */
const POLITE_HEADERS = HEADERS.filter(
  (line) =>
    /^[\w-]+: [\x20-\x7e]+$/.test(line) &&
    line.length < 6000 &&
    !/^(content-length|transfer|host|upgrade|expect)/i.test(line),
) as [string, ...string[]]

function fillIn(random: Random, path: string, isPolite: boolean): string {
  return path.replaceAll('{id}', () => {
    const text = random.pick(NASTY_TEXTS)
    return isPolite && !isPlain(text) ? encodeURIComponent(text) : text
  })
}

function createQuery(random: Random, isPolite: boolean): string {
  const count = random.int(0, 4)
  if (count === 0) return '?'
  const pairs = Array.from({ length: count }, () => {
    const [name, value] = [random.pick(PARAMETERS), random.pick(NASTY_TEXTS)]
    return `${name}=${isPolite && !isPlain(value) ? encodeURIComponent(value) : value}`
  })
  // The same one twice, now and then.
  return `?${[...pairs, ...(random.chance(0.2) ? pairs : [])].join('&')}`
}

function createAuthorization(random: Random, token: string | null): string[] {
  const forged = [
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer a b',
    'Bearer null',
    `Bearer ${'t'.repeat(3000)}`,
  ]
  if (token !== null && random.chance(0.6)) return [`Authorization: Bearer ${token}`]
  if (random.chance(0.3)) return []
  if (random.chance(0.3)) return [`Authorization: Bearer vibe_session_forged_${random.int(0, 999)}`]
  return [`Authorization: ${random.pick(forged as [string, ...string[]])}`]
}

/** Turns, drops or doubles a few bytes. */
function mutate(random: Random, text: string): string {
  let mutated = text
  for (let times = random.int(0, 3); times > 0; times -= 1) {
    const at = random.int(0, Math.max(0, mutated.length - 1))
    const byte = String.fromCharCode(random.int(0, 255))
    mutated =
      mutated.slice(0, at) + random.pick(['', byte, byte + mutated.charAt(at)]) + mutated.slice(at + 1)
  }
  // A token that was hit by chance stays what it is, or becomes a wrong one; a method that became DELETE has no token.
  return /^\s*DELETE/i.test(mutated)
    ? mutated.replaceAll(/vibe_session_(?!forged)\w+/g, 'vibe_session_forged')
    : mutated
}
