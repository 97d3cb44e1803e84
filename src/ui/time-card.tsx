import { useLayoutEffect, useRef } from 'react'

import { formatDistance, formatSecond } from '#src/lib/format.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { formatIso, offsetAt, UTC, type Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'

import { CopyButton } from './copy-button.tsx'
import { useTimeDisplay } from './time-display.ts'
import { useNow } from './time.tsx'

export const CARD_ID = 'time-card'

/** Between the time and its card, and between the card and the edge of the window. */
const GAP = 4
const EDGE = 8

/** An instant in the chosen zone first, then in those whose clocks show something else, and as a text to copy. */
export function TimeCard({ anchor, instant }: { anchor: HTMLElement; instant: number }) {
  const card = useRef<HTMLDivElement>(null)
  const { zone, portalZone } = useTimeDisplay()
  const locale = getLocale()
  const iso = formatIso(instant, zone)
  const now = useNow()

  useLayoutEffect(() => {
    const element = card.current
    if (element === null) return
    // Above everything, and placed by the window: a dialog is shifted by a transform.
    if ('showPopover' in element) element.showPopover()
    const place = () => {
      const time = anchor.getBoundingClientRect()
      const { width, height } = element.getBoundingClientRect()
      const isRoomBelow = time.bottom + GAP + height + EDGE <= window.innerHeight
      element.style.left = `${Math.max(EDGE, Math.min(time.left, window.innerWidth - width - EDGE))}px`
      element.style.top = `${isRoomBelow ? time.bottom + GAP : Math.max(EDGE, time.top - height - GAP)}px`
    }
    place()
    document.addEventListener('scroll', place, true)
    const stop = anchor.closest('[data-time-stop]')
    stop?.setAttribute('aria-describedby', CARD_ID)
    return () => {
      document.removeEventListener('scroll', place, true)
      stop?.removeAttribute('aria-describedby')
    }
  }, [anchor])

  return (
    <div
      ref={card}
      id={CARD_ID}
      popover="manual"
      role="group"
      aria-label={m.time_card()}
      className="rounded-control border-line bg-surface text-text text-cell fixed inset-auto m-0 w-max max-w-[calc(100vw-16px)] border px-3 py-2 shadow-lg"
    >
      <dl className="grid grid-cols-1 gap-x-4 sm:grid-cols-[max-content_minmax(0,1fr)]">
        {zonesOf(instant, zone, portalZone).map(({ name, zone: other }, index) => (
          <div key={name} className={index === 0 ? 'contents font-semibold' : 'contents'}>
            <dt className="text-muted max-sm:text-meta">
              {other === UTC ? name : m.time_card_zone({ name, distance: formatDistance(instant, other) })}
            </dt>
            <dd>{formatSecond(instant, locale, other)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-meta mt-1 flex flex-wrap items-center gap-x-2">
        <span className="font-mono whitespace-nowrap">{iso}</span>
        <CopyButton text={iso} className="-my-0.5" />
        <span className="ml-auto">{formatRelative(Math.min(instant, now), now, locale)}</span>
      </p>
    </div>
  )
}

/** The chosen zone first; two whose clocks agree at this instant are one. */
function zonesOf(instant: number, chosen: Zone, portalZone: number | null): { name: string; zone: Zone }[] {
  const all = [
    { name: m.zone_local(), zone: 'local' as Zone },
    { name: m.zone_utc(), zone: UTC as Zone },
    ...(portalZone === null ? [] : [{ name: m.zone_portal(), zone: portalZone as Zone }]),
  ]
  const first = all.findIndex(({ zone }) => zone === chosen)
  const ordered = [...all.slice(first, first + 1), ...all.filter((_, index) => index !== first)]
  return ordered.filter(({ zone }, index) => {
    const offset = offsetAt(instant, zone)
    return ordered.findIndex((other) => offsetAt(instant, other.zone) === offset) === index
  })
}
