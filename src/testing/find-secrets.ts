type Exchange = { method: string; url: URL; headers?: Headers; answer: string }

export type Traces = {
  exchanges?: readonly Exchange[]
  log?: readonly string[]
  storages?: readonly Storage[]
  /** Anything else that is text: a database file, readable cookies, addresses. */
  texts?: Readonly<Record<string, string>>
}

const KEY = /vibe_(?:api|app|live)_[A-Za-z0-9_]+/
const TOKEN = /vibe_session_[A-Za-z0-9]+/

/** Where a key or a session token stands that may stand nowhere. Only the answer of `/api/session` holds the token. */
export function findSecrets({ exchanges = [], log = [], storages = [], texts = {} }: Traces): string[] {
  return [
    ...exchanges.flatMap(({ method, url, answer }) => [
      ...(url.pathname === '/api/session'
        ? scan(`answer of ${method} ${url.pathname}`, answer, KEY)
        : scan(`answer of ${method} ${url.pathname}`, answer)),
      ...scan('address of a call', url.href),
    ]),
    ...log.flatMap((line) => scan('log', line)),
    ...storages.flatMap((storage) => scan('storage', JSON.stringify({ ...storage }))),
    ...Object.entries(texts).flatMap(([place, text]) => scan(place, text)),
  ]
}

function scan(place: string, text: string, ...patterns: RegExp[]): string[] {
  return (patterns.length > 0 ? patterns : [KEY, TOKEN]).flatMap((pattern) => {
    const found = pattern.exec(text)
    // The place is told, the secret is not.
    return found ? [`${place}: ${found[0].slice(0, 13)}…`] : []
  })
}
