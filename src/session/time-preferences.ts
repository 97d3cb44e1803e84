import { useEffect, useMemo } from 'react'

import { readOneOf } from '#src/contract/read.ts'
import { UTC, type Zone } from '#src/lib/zone.ts'
import type { TimeDisplay } from '#src/ui/time-display.ts'

import { usePreference } from './preferences.ts'
import { useSession } from './session-context.ts'
import { useStored } from './stored.ts'

/** `local` is the usual: what the clock beside the screen shows. */
export const ZONE_CHOICES = ['local', 'utc', 'portal'] as const
export type ZoneChoice = (typeof ZONE_CHOICES)[number]

/** Seconds between two looks at the list, 0 = none by itself; `null` = the usual, as changes come. */
export const REFRESH_CHOICES = [null, 10, 30, 60, 0] as const
export type RefreshChoice = (typeof REFRESH_CHOICES)[number]

/** Farther east or west no clock stands. */
const MOST_MINUTES = 14 * 60

const parseZone = (stored: unknown): ZoneChoice => readOneOf(ZONE_CHOICES, stored) ?? 'local'
const parseRelative = (stored: unknown): boolean => stored !== 'absolute'
const parseRefresh = (stored: unknown): RefreshChoice =>
  REFRESH_CHOICES.find((choice) => choice === stored) ?? null
const parseOffset = (stored: unknown): number | null =>
  typeof stored === 'number' && Number.isInteger(stored) && Math.abs(stored) <= MOST_MINUTES ? stored : null

/** By which zone the operator wants times; storing `null` goes back to `local`. */
export function useZoneChoice() {
  return usePreference('zone', parseZone)
}

/** Whether columns say "5 min. ago"; stored as `absolute` or nothing. */
export function useRelativeTimes() {
  return usePreference('times', parseRelative)
}

export function useRefreshChoice() {
  return usePreference('refresh', parseRefresh)
}

/** All that the shown times depend on. A portal whose times were never seen is shown by the local zone. */
export function useTimePreferences(): TimeDisplay {
  const [choice] = useZoneChoice()
  const [isRelative] = useRelativeTimes()
  const [portalZone] = usePortalZone()
  return useMemo(() => {
    const zones: Record<ZoneChoice, Zone> = { local: 'local', utc: UTC, portal: portalZone ?? 'local' }
    return { zone: zones[choice], isRelative, portalZone }
  }, [choice, isRelative, portalZone])
}

/** Remembers the portal's distance from UTC, as the newest time of a page tells it (decision 0020). */
export function useNotePortalZone(seen: number | null): void {
  const [known, note] = usePortalZone()
  useEffect(() => {
    if (seen !== null && seen !== known) note(parseOffset(seen))
  }, [seen, known, note])
}

/** A fact of the portal and no preference: nothing that is reset. */
function usePortalZone() {
  return useStored(`flowstop.portal-zone.${useSession().session.portal}`, parseOffset)
}
