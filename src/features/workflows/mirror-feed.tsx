import { useQuery } from '@tanstack/react-query'

import { mirrorQueries } from '#src/api/mirror.ts'
import { useHttp } from '#src/session/session-context.ts'

/** Keeps the whole list fresh while somebody looks and nothing holds it still. Shows nothing; loaded after the first rows. */
export function MirrorFeed({ isPaused }: { isPaused: boolean }) {
  useQuery({ ...mirrorQueries.list(useHttp()), enabled: !isPaused })
  return null
}
