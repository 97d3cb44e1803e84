import { queryOptions } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import { decodeNames } from '#src/contract/names.ts'

import type { Http } from './http.ts'

export type NameRequest = { users: readonly string[]; templates: readonly string[] }

const HOUR_MS = 3_600_000

export const nameQueries = {
  /** Names of users and templates; best effort, so a failure is simply no names. */
  of: (http: Http, { users, templates }: NameRequest) =>
    queryOptions({
      queryKey: ['names', users, templates] as const,
      queryFn: ({ signal }) =>
        http(paths.names, decodeNames, {
          query: { users: users.join(',') || undefined, templates: templates.join(',') || undefined },
          signal,
        }),
      enabled: users.length + templates.length > 0,
      staleTime: HOUR_MS,
      retry: false,
      placeholderData: (previous) => previous,
    }),
}
