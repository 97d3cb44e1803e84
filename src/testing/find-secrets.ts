type SecretKind = 'key' | 'token'

type Exchange = { method: string; url: URL; answer: string }

/** A piece of text that left the gateway, or that it keeps, and what it may hold by its own nature. */
export type Place = { where: string; text: string; allowed?: readonly SecretKind[] }

export type Traces = {
  exchanges?: readonly Exchange[]
  log?: readonly string[]
  storages?: readonly Storage[]
  /** Anything else: headers, a database file, readable cookies, addresses. */
  places?: readonly Place[]
}

const PATTERNS: Record<SecretKind, RegExp> = {
  key: /vibe_(?:api|app|live)_[A-Za-z0-9]\w*/,
  token: /vibe_session_[A-Za-z0-9]\w*/,
}

/** Long words of the base64 alphabets: what is only encoded is as open as what is not. */
const ENCODED = /[A-Za-z0-9+/_-]{24,}/g
const SHOWN_CHARACTERS = 13

/** Where a key or a session token stands that may stand nowhere. Only the answer of `/api/session` holds the token. */
export function findSecrets({ exchanges = [], log = [], storages = [], places = [] }: Traces): string[] {
  return [
    ...exchanges.flatMap(({ method, url, answer }) => [
      answerPlace(`answer of ${method} ${url.pathname}`, url, answer),
      { where: 'address of a call', text: url.href },
    ]),
    ...log.map((text) => ({ where: 'log', text })),
    ...storages.map((storage) => ({ where: 'storage', text: readStorage(storage) })),
    ...places,
  ].flatMap(findIn)
}

/** An answer of the gateway, which may hold the token if it is that of `/api/session`. */
export function answerPlace(where: string, url: URL, text: string): Place {
  return { where, text, allowed: url.pathname === '/api/session' ? ['token'] : [] }
}

function findIn({ where, text, allowed = [] }: Place): string[] {
  const readings = [text, decodePercent(text), decodeWords(text)]
  const kinds = (['key', 'token'] as const).filter((kind) => !allowed.includes(kind))
  return kinds.flatMap((kind) => {
    const found = readings.map((reading) => PATTERNS[kind].exec(reading)).find(Boolean)
    // The place is told, the secret is not.
    return found ? [`${where}: ${found[0].slice(0, SHOWN_CHARACTERS)}…`] : []
  })
}

function readStorage(storage: Storage): string {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
    .map((key) => `${key}=${storage.getItem(key)}`)
    .join('\n')
}

function decodePercent(text: string): string {
  return text.replace(/%[0-7][0-9a-f]/gi, (code) => String.fromCodePoint(Number.parseInt(code.slice(1), 16)))
}

function decodeWords(text: string): string {
  return (text.match(ENCODED) ?? []).map(decodeWord).join('\n')
}

function decodeWord(word: string): string {
  const base64 = word.replaceAll('-', '+').replaceAll('_', '/')
  return atob(base64.slice(0, base64.length - (base64.length % 4)))
}
