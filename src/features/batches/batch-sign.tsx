import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { batchQueries } from '#src/api/batches.ts'
import { pages } from '#src/contract/addresses.ts'
import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { useHttp } from '#src/session/session-context.ts'
import { StateMark } from '#src/ui/state-mark.tsx'

import { countProcessed } from './batch-page-outcomes.ts'
import { counted, describeState, shownCount } from './batch-page-words.ts'

/** In the header of every page while a batch of this portal is not over. No live region: the count would never be quiet. */
export function BatchSign() {
  const { data } = useQuery(batchQueries.open(useHttp()))
  const batches = data?.batches ?? []
  const [first] = batches
  if (!first) return null
  const isSeveral = batches.length > 1
  const paused = batches.filter(({ state }) => state === 'paused')
  const mark = describeState(paused[0] ?? first)
  const words = isSeveral ? describeSeveral(batches.length, paused.length) : describeOne(first)
  const short = isSeveral ? m.batch_sign_several(counted(batches.length)) : describeShort(first)
  return (
    <Link
      title={words}
      to={isSeveral ? pages.batches : pages.batch(first.id)}
      className="rounded-control text-meta hover:bg-canvas flex min-h-8 min-w-0 items-center px-2 font-semibold"
    >
      {/* Read whole where there is room for a part only. */}
      <span className="sr-only min-w-0 sm:not-sr-only sm:flex">
        <StateMark {...mark} word={words} />
      </span>
      <span aria-hidden="true" className="flex min-w-0 sm:hidden">
        <StateMark {...mark} word={short} />
      </span>
    </Link>
  )
}

function describeOne(batch: Batch): string {
  const shown = { processed: shownCount(countProcessed(batch)), total: shownCount(batch.total) }
  if (batch.state === 'paused') return m.batch_sign_paused(shown)
  return batch.state === 'starting' ? m.batch_sign_starting(shown) : m.batch_sign_active(shown)
}

/** For narrow screens; that it rests is said in a word there too. */
function describeShort(batch: Batch): string {
  if (batch.state === 'paused') return m.batch_paused()
  return m.batch_sign_short({ processed: shownCount(countProcessed(batch)), total: shownCount(batch.total) })
}

function describeSeveral(count: number, paused: number): string {
  const batches = m.batch_sign_several(counted(count))
  return paused === 0 ? batches : m.batch_sign_several_paused({ batches, shown: shownCount(paused) })
}
