import { useId } from 'react'

import { formatDistance, formatShort, formatZone } from '#src/lib/format.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { UTC } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import {
  REFRESH_CHOICES,
  useRefreshChoice,
  useRelativeTimes,
  useZoneChoice,
  ZONE_CHOICES,
  type RefreshChoice,
  type ZoneChoice,
} from '#src/session/time-preferences.ts'
import { ZONE_WORDS } from '#src/terms/zone-words.ts'
import { SelectField } from '#src/ui/fields.tsx'
import { RadioCard } from '#src/ui/radio-card.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useNow } from '#src/ui/time.tsx'

/** By whose clock times are shown; each says what it shows at this moment. */
export function ZoneField() {
  const [zone, setZone] = useZoneChoice()
  const name = useId()
  const now = useNow()
  const { portalZone } = useTimeDisplay()
  return (
    <fieldset className="flex w-full max-w-[480px] flex-col gap-2">
      <legend className="sr-only">{m.settings_zone()}</legend>
      {ZONE_CHOICES.map((choice) => (
        <RadioCard
          key={choice}
          name={name}
          value={choice}
          label={ZONE_WORDS[choice]()}
          isChosen={choice === zone}
          onChoose={() => setZone(choice === 'local' ? null : choice)}
        >
          <span className="text-meta block">{describeZone(choice, now, portalZone)}</span>
        </RadioCard>
      ))}
    </fieldset>
  )
}

function describeZone(choice: ZoneChoice, now: number, portalZone: number | null): string {
  const locale = getLocale()
  switch (choice) {
    case 'local':
      return m.settings_zone_local({
        zone: formatZone(now, 'local'),
        time: formatShort(now, now, locale, 'local'),
      })
    case 'utc':
      return m.settings_zone_now({ time: formatShort(now, now, locale, UTC) })
    case 'portal':
      return portalZone === null
        ? m.settings_zone_portal_unknown()
        : m.settings_zone_portal_known({
            distance: formatDistance(now, portalZone),
            time: formatShort(now, now, locale, portalZone),
          })
  }
}

const HOUR_MS = 3_600_000

/** What columns say of a time. */
export function RelativeField() {
  const [isRelative, setRelative] = useRelativeTimes()
  const { zone } = useTimeDisplay()
  const now = useNow()
  const locale = getLocale()
  const example = now - 3 * HOUR_MS
  return (
    <SelectField
      label={m.settings_times_columns()}
      value={isRelative ? 'relative' : 'absolute'}
      className="max-w-full"
      onChange={({ target }) => setRelative(target.value === 'absolute' ? 'absolute' : null)}
    >
      <option value="relative">
        {m.settings_times_relative({ example: formatRelative(example, now, locale) })}
      </option>
      <option value="absolute">
        {m.settings_times_absolute({ example: formatShort(example, now, locale, zone) })}
      </option>
    </SelectField>
  )
}

/** How often the list looks for changes. */
export function RefreshField() {
  const [refresh, setRefresh] = useRefreshChoice()
  return (
    <SelectField
      label={m.settings_refresh()}
      value={refresh ?? ''}
      className="max-w-full"
      onChange={({ target }) => setRefresh(target.value === '' ? null : Number(target.value))}
    >
      {REFRESH_CHOICES.map((choice) => (
        <option key={choice} value={choice ?? ''}>
          {describeRefresh(choice)}
        </option>
      ))}
    </SelectField>
  )
}

function describeRefresh(choice: RefreshChoice): string {
  if (choice === null) return m.settings_refresh_usual()
  if (choice === 0) return m.settings_refresh_none()
  return choice === 60 ? m.settings_refresh_minute() : m.settings_refresh_seconds({ seconds: choice })
}
