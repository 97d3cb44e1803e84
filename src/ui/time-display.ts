import { createContext, useContext } from 'react'

import type { Zone } from '#src/lib/zone.ts'

/** How times are shown to this operator. */
export type TimeDisplay = {
  zone: Zone
  /** "5 min. ago" in columns, or the time itself. */
  isRelative: boolean
  /** The portal's distance from UTC in minutes, as of its latest times; `null` = none was seen yet. */
  portalZone: number | null
}

export const TimeDisplayContext = createContext<TimeDisplay>({
  zone: 'local',
  isRelative: true,
  portalZone: null,
})

export function useTimeDisplay(): TimeDisplay {
  return useContext(TimeDisplayContext)
}
