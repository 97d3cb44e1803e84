import { QueryClient } from '@tanstack/react-query'

import { isWorthRetrying, retryDelayMs } from '#src/api/describe-error.ts'

const MOST_RETRIES = 2

/** One per page, and a new one per test. Reads are retried where waiting may help; writes never. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => count < MOST_RETRIES && isWorthRetrying(error),
        retryDelay: (count, error) => retryDelayMs(count, error),
        // The network is judged by the call itself: a paused query would look like one that loads.
        networkMode: 'always',
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
