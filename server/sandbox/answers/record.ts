/** A DELETE of a workflow as it arrived. */
export type RecordedDelete = {
  id: string
  /** As it stood in the address, without `?`: empty when there was none. */
  rawQuery: string
  force: boolean
  /** The parameter `status`; `null` = it was not sent. */
  status: string | null
  key: string | null
  hasBearer: boolean
  /** Lower-case names of the headers that arrived, sorted. */
  headerNames: string[]
  /** Epoch milliseconds of the sandbox's clock. */
  at: number
  /** `null` = not answered yet; `cut` = the connection was. */
  outcome: { status: number; code: string | null } | 'cut' | null
}

/** How a workflow left the list. */
export type RecordedEnding = {
  id: string
  how: 'soft' | 'force' | 'itself'
  /** The reason that stays in the portal: soft only, cut to 255 characters. */
  status: string | null
  at: number
}

export type SandboxRecord = {
  deletes: RecordedDelete[]
  endings: RecordedEnding[]
  /** Requests by route, such as `GET /v1/workflows` or `DELETE /v1/workflows/:id`. */
  requests: Record<string, number>
}

/** More than any test reads, and little enough for a sandbox that runs for days. */
const MAX_KEPT = 20_000

export function createRecord(): SandboxRecord {
  return { deletes: [], endings: [], requests: {} }
}

export function clearRecord(record: SandboxRecord): void {
  record.deletes.length = 0
  record.endings.length = 0
  for (const route of Object.keys(record.requests)) delete record.requests[route]
}

export function keepEnding(record: SandboxRecord, ending: RecordedEnding): void {
  keep(record.endings, ending)
}

/** Notes a request on its arrival; the returned entry of a DELETE takes its outcome later. */
export function keepRequest(
  record: SandboxRecord,
  request: Request,
  url: URL,
  at: number,
): RecordedDelete | null {
  const route = nameRoute(request.method, url.pathname)
  record.requests[route] = (record.requests[route] ?? 0) + 1
  if (route !== 'DELETE /v1/workflows/:id') return null
  const entry: RecordedDelete = {
    id: decodeId(url.pathname.slice('/v1/workflows/'.length)),
    rawQuery: url.search.slice(1),
    force: url.searchParams.get('force') === 'true',
    status: url.searchParams.get('status'),
    key: request.headers.get('X-Api-Key'),
    hasBearer: /^Bearer .+/.test(request.headers.get('Authorization') ?? ''),
    headerNames: [...request.headers.keys()].map((name) => name.toLowerCase()).toSorted(),
    at,
    outcome: null,
  }
  keep(record.deletes, entry)
  return entry
}

function keep<T>(list: T[], item: T) {
  list.push(item)
  if (list.length > MAX_KEPT) list.splice(0, MAX_KEPT / 10)
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const WITH_ID = /^\/v1\/(workflows|users|deals|leads|contacts|companies|quotes|invoices)\/[^/]+$/

function nameRoute(method: string, path: string): string {
  if (/^\/v1\/items\/[^/]+\/[^/]+$/.test(path)) return `${method} /v1/items/:entityTypeId/:id`
  const entity = WITH_ID.exec(path)?.[1]
  return entity === undefined ? `${method} ${path}` : `${method} /v1/${entity}/:id`
}
