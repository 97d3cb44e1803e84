import { estimateMs, GRACE_MS, MOST_ITEMS, type Pace } from '#src/contract/batch.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatDuration } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { Notice } from '#src/ui/notice.tsx'

/** Less is not worth a number. */
const MOMENT_MS = 5000

type OutlookFacts = { count: number; pace: Pace; expiresAt: number | null; now: number }

/** How long a batch takes, in words, and what the session does meanwhile: `null` = it does not end. */
export function describeOutlook({ count, pace, expiresAt, now }: OutlookFacts): {
  takes: string
  session: { lasts: boolean; words: string } | null
} {
  const locale = getLocale()
  const ms = estimateMs(count, pace)
  const takes =
    ms < MOMENT_MS
      ? m.batch_dialog_takes_moment()
      : m.batch_dialog_takes({ duration: formatDuration(ms, locale) })
  if (expiresAt === null) return { takes, session: null }
  const left = Math.max(0, expiresAt - now)
  if (left >= GRACE_MS + ms) return { takes, session: { lasts: true, words: m.batch_dialog_session_lasts() } }
  const words = m.batch_dialog_session({ duration: formatDuration(left, locale) })
  return { takes, session: { lasts: false, words } }
}

/** What comes after the press: the grace, how long it takes, and whether the session lasts so long. */
export function BatchOutlook({ count, now }: { count: number; now: number }) {
  const { console: rules, session } = useSession()
  const locale = getLocale()
  if (count > MOST_ITEMS)
    return (
      <Notice
        tone="warn"
        title={m.batch_dialog_too_many({ most: formatCount(MOST_ITEMS, locale) })}
        live="polite"
      >
        <p>{m.batch_dialog_too_many_hint({ over: formatCount(count - MOST_ITEMS, locale) })}</p>
      </Notice>
    )
  if (count === 0)
    return (
      <p role="status" className="font-semibold">
        {m.batch_dialog_none()}
      </p>
    )
  const outlook = describeOutlook({ count, pace: rules.pace, expiresAt: session.expiresAt, now })
  return (
    <p className="text-muted text-cell">
      {outlook.takes} {outlook.session?.lasts && outlook.session.words}{' '}
      {m.batch_dialog_grace({ seconds: GRACE_MS / 1000 })}
      {outlook.session && !outlook.session.lasts && (
        <span className="text-warn block font-semibold">{outlook.session.words}</span>
      )}
    </p>
  )
}
