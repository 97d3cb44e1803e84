import { m } from '#src/messages/messages.js'

import type { Age } from './ages.ts'

export const AGE_WORDS: Record<Age, () => string> = {
  under_1h: m.age_under_1h,
  '1h_1d': m.age_1h_1d,
  '1d_7d': m.age_1d_7d,
  '7d_30d': m.age_7d_30d,
  over_30d: m.age_over_30d,
}
