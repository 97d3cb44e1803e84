import { m } from '#src/messages/messages.js'
import type { ZoneChoice } from '#src/session/time-preferences.ts'

export const ZONE_WORDS: Record<ZoneChoice, () => string> = {
  local: m.zone_local,
  utc: m.zone_utc,
  portal: m.zone_portal,
}
