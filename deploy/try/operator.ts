import { readObject } from '#src/contract/read.ts'

/** A browser of an operator, as far as HTTP goes. */
export type Operator = {
  /** A call of the page: with its token, and with the cookie that a proxy may look at. */
  call: (path: string, init?: RequestInit) => Promise<Response>
  /** `DELETE` with an operation id, as the page sends it. */
  terminate: (workflowId: string, query?: Record<string, string>) => Promise<Response>
  cookie: string
}

/** Signs in under `publicUrl` as a user of the sandbox: authorize, consent, callback, session. */
export async function signIn(publicUrl: string, userId = 1): Promise<Operator> {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map((pair) => pair.join('=')).join('; ')
  const go = async (url: string | URL, init: RequestInit = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), Cookie: cookie() }
    const response = await fetch(url, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      jar.set(name, value.join('='))
    }
    return response
  }
  const follow = (response: Response) => {
    const location = response.headers.get('Location')
    if (location === null) throw new Error(`No way on from ${response.url}: ${response.status}`)
    return new URL(location, response.url)
  }
  const consent = follow(await go(`${publicUrl}/v1/oauth/authorize?return_to=/workflows`))
  await go(consent)
  const form = new URLSearchParams({ decision: 'allow', user: String(userId) })
  for (const name of ['app_key', 'state', 'redirect_uri'])
    form.set(name, consent.searchParams.get(name) ?? '')
  const callback = follow(await go(new URL(consent.pathname, consent), { method: 'POST', body: form }))
  await go(callback)
  const session = await go(`${publicUrl}/api/session`, { headers: { 'Sec-Fetch-Site': 'same-origin' } })
  const { token } = readObject(readObject(readObject(await session.json()).data).session)
  if (typeof token !== 'string') throw new Error('The sign-in brought no session')
  const call = (path: string, init: RequestInit = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), Authorization: `Bearer ${token}` }
    return go(new URL(path, publicUrl), { ...init, headers })
  }
  return { call, cookie: cookie(), terminate: (id, query) => terminate(call, id, query) }
}

/** One press: one operation id. */
export function terminate(call: Operator['call'], id: string, query: Record<string, string> = {}) {
  const headers = { 'Idempotency-Key': crypto.randomUUID() }
  return call(`/v1/workflows/${id}?${new URLSearchParams(query)}`, { method: 'DELETE', headers })
}

/** The ids of the first page. */
export async function readIds(call: Operator['call']): Promise<string[]> {
  const { data } = readObject(await (await call('/v1/workflows')).json())
  return Array.isArray(data) ? data.map((row) => String(readObject(row).ID)) : []
}
