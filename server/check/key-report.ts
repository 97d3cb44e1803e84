import type { ApiConfig } from '#server/config.ts'
import { decodeErrorEnvelope, natureOf } from '#src/contract/errors.ts'
import { decodeMe, type KeyType, type Me } from '#src/contract/me.ts'
import { decodeWorkflowPage } from '#src/contract/workflow.ts'

/** What was found out. `unknown` = it cannot be known without an operator, or without terminating something. */
export type Finding = { verdict: 'yes' | 'no' | 'unknown'; words: string }

export type KeyedApi = Exclude<ApiConfig, { kind: 'sandbox' }>

/** Sends one request to the API; rejects when no answer comes. */
export type Ask = (request: Request) => Promise<Response>

const WANTED_TYPE: Record<KeyedApi['kind'], KeyType> = {
  oauth: 'oauth_app',
  personal: 'personal',
  platform: 'oauth_app',
}
const TIMEOUT_MS = 15_000
/** The API wants at least 16 characters; nobody comes back with it. */
const STATE = 'flowstop-check-config'

const yes = (words: string): Finding => ({ verdict: 'yes', words })
const no = (words: string): Finding => ({ verdict: 'no', words })
const unknown = (words: string): Finding => ({ verdict: 'unknown', words })

/**
 * Says what the key may do, by reading alone: `/v1/me`, the list, and the address that sign-in goes to. Never names the
 * key, and never rejects.
 */
export async function reportOnKey(api: KeyedApi, publicUrl: string, ask: Ask): Promise<Finding[]> {
  const get = createGet(api, ask)
  const answer = await get('/v1/me')
  if (answer.kind === 'failed') return [no(`${answer.words} Nothing else could be asked.`)]
  const me = readMe(answer.body)
  if (me === null)
    return [no(`What answers at ${api.url} is not the Vibe API. Mend VIBE_API_URL, or what stands in front.`)]
  const rest = await reportOnUse(api, publicUrl, get)
  return [
    yes(`The key is accepted. Portal: ${me.portal}.`),
    ...reportOnType(me, api),
    ...reportOnScopes(me),
    ...rest,
  ]
}

function reportOnUse(api: KeyedApi, publicUrl: string, get: Get): Promise<Finding[]> | Finding[] {
  switch (api.kind) {
    case 'oauth':
      return reportOnSignIn(api, publicUrl, get)
    case 'personal':
      return reportOnOwner(get)
    case 'platform':
      return reportOnPlatform(api)
  }
}

function readMe(body: unknown): Me | null {
  try {
    return decodeMe(body)
  } catch {
    return null
  }
}

function reportOnType({ type }: Me, { kind }: KeyedApi): Finding[] {
  if (type === WANTED_TYPE[kind]) return []
  if (type === null) return [unknown('The API does not say what kind of key it is.')]
  return [no(`The API calls it a key of the kind ${type}; ${WANTED_TYPE[kind]} is needed here.`)]
}

function reportOnScopes({ scopes }: Me): Finding[] {
  const has = (scope: string) => scopes.includes(scope)
  return [
    has('bizproc')
      ? yes('Scope bizproc: workflows can be listed and terminated.')
      : no('Scope bizproc is missing: nothing can be listed or terminated. Add it to the key.'),
    has('user')
      ? yes('Scope user: operators and starters have names.')
      : no('Scope user is missing: people are shown by their numbers. Everything else works.'),
    has('crm')
      ? yes('Scope crm: documents have titles.')
      : no('Scope crm is missing: documents are shown by their numbers. Everything else works.'),
  ]
}

const MAY_TERMINATE = unknown(
  'Whether the key may terminate shows at the first termination: nothing is ended to find out.',
)

async function reportOnOwner(get: Get): Promise<Finding[]> {
  const list = await get('/v1/workflows')
  const templates = unknown('Template names are not given to personal keys: templates are shown by number.')
  if (list.kind === 'failed') return [no(`The list cannot be read. ${list.words}`), templates]
  try {
    const { total } = decodeWorkflowPage(list.body)
    const count = total === null ? 'an unknown number of' : total.toLocaleString('en')
    return [yes(`The list can be read: ${count} workflows run.`), templates, MAY_TERMINATE]
  } catch {
    return [no('The list was answered in a form that Flowstop cannot read.'), templates]
  }
}

/** The platform calls by itself: whether it is one of the peers shows at its first request, in the log. */
function reportOnPlatform({
  trustedProxies,
  frameAncestors,
}: Extract<KeyedApi, { kind: 'platform' }>): Finding[] {
  return [
    unknown(
      `Sessions are believed when ${trustedProxies.join(', ')} brings them: the log names who is refused.`,
    ),
    unknown(`The page is shown in a frame of ${frameAncestors.join(', ')}, and of nobody else.`),
    OPERATORS_RIGHTS,
    MAY_TERMINATE,
  ]
}

const OPERATORS_RIGHTS = unknown(
  'What operators may do depends on who they are: they have to be portal administrators.',
)

async function reportOnSignIn(
  api: Extract<KeyedApi, { kind: 'oauth' }>,
  publicUrl: string,
  get: Get,
): Promise<Finding[]> {
  const callback = `${publicUrl}/v1/oauth/callback`
  const query = new URLSearchParams({ app_key: api.appKey, state: STATE, redirect_uri: callback })
  const page = await get(`/v1/oauth/authorize?${query.toString()}`)
  return page.kind === 'failed'
    ? [no(`Sign-in would fail. ${page.words} The address to register is ${callback}.`), OPERATORS_RIGHTS]
    : [yes(`Sign-in comes back to ${callback}.`), OPERATORS_RIGHTS, MAY_TERMINATE]
}

type Answer = { kind: 'answered'; body: unknown } | { kind: 'failed'; words: string }
type Get = (path: string) => Promise<Answer>

function createGet(api: KeyedApi, ask: Ask): Get {
  const key = api.kind === 'personal' ? api.apiKey : api.appKey
  return async (path) => {
    const request = new Request(`${api.url}${path}`, {
      headers: { 'X-Api-Key': key },
      // To the portal's own sign-in: that it goes there is all there is to know.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    try {
      const response = await ask(request)
      const body: unknown = await response.json().catch(() => undefined)
      if (response.status < 400) return { kind: 'answered', body }
      return { kind: 'failed', words: describeRefusal(response.status, body) }
    } catch (error) {
      return { kind: 'failed', words: `${new URL(api.url).host} does not answer (${describeCause(error)}).` }
    }
  }
}

function describeRefusal(status: number, body: unknown): string {
  const error = decodeErrorEnvelope(body)
  const told = error === null ? `It answered ${status} without a code.` : `${error.code} (${status}).`
  switch (natureOf(error?.code ?? '', status)) {
    case 'configuration':
      return `${told} The key is missing or not valid: copy it from the Vibe console again.`
    case 'sign_in':
      return `${told} The key has no connected Bitrix24 account: connect it in the Vibe console.`
    case 'wait':
      return `${told} Try again in a minute.`
    case 'forbidden':
      return `${told} The account behind the key has to be an administrator of the portal, and the key needs the scope bizproc.`
    default:
      return told
  }
}

function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
