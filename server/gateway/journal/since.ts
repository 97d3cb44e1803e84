import { Refused } from '#server/gateway/answers.ts'

/** Changes this recent are told again: clocks of several gateways differ, and commits overtake each other. */
export const OVERLAP_MS = 5000

/**
 * Reads the cursor of an answer that tells what changed; `null` = everything: at first, and when the clock was set back
 * meanwhile. Throws `Refused` 400.
 */
export function readSince(text: string | undefined, now: number): number | null {
  if (text === undefined || text === '') return null
  if (!/^\d{1,15}$/.test(text))
    throw new Refused(400, { code: 'VALIDATION_ERROR', message: 'since is the next of an earlier answer' })
  return Number(text) > now ? null : Number(text)
}
