import { ERROR_NATURES } from '#src/contract/errors.ts'

/** Every route of the API that the gateway calls; what stands for an id or a token is never a label. */
const ROUTES = [
  '/v1/workflows',
  '/v1/workflows/:id',
  '/v1/me',
  '/v1/oauth/token',
  '/v1/batch',
  '/v1/bizproc-templates',
  '/v1/users/:id',
] as const

const PATTERNS = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.replace(':id', '[^/]+')}$`),
}))

/** The route a path belongs to; `other` for one that is not in the list. */
export function routeOf(path: string): string {
  return PATTERNS.find(({ pattern }) => pattern.test(path))?.route ?? 'other'
}

/** A documented code, `other` for any other one, `none` where the API named none (a proxy's page, no answer). */
export function codeLabel(code: string | null): string {
  if (code === null) return 'none'
  return Object.hasOwn(ERROR_NATURES, code) ? code : 'other'
}

/** `4xx`, `5xx`; `none` when no answer came. */
export function statusClass(status: number | null): string {
  return status === null ? 'none' : `${Math.floor(status / 100)}xx`
}
