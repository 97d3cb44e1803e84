import { m } from '#src/messages/messages.js'

import type { Preset } from './filters.ts'

export const PRESET_WORDS: Record<Preset, () => string> = {
  all: m.preset_all,
  stuck: m.preset_stuck,
  no_movement: m.preset_no_movement,
  system: m.preset_system,
}
