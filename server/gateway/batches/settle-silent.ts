import type { BatchRow } from '#server/gateway/journal/schema.ts'

import { WORKED_FOR, type BatchStore } from './batch-store.ts'

type SettleDeps = {
  batches: Pick<BatchStore, 'findMany'>
  /** This gateway. */
  instance: string
  /** Which of these gateways do not beat any more. */
  silent: (instances: readonly string[]) => Promise<string[]>
  /** Gives up what silent gateways held. */
  takeOver: () => Promise<void>
}

/**
 * Batches as they are once what silent gateways held has come to rest: whoever asks is not told that somebody works for
 * them. Throws what the database throws.
 */
export function createSettleSilent({ batches, instance, silent, takeOver }: SettleDeps) {
  return async (rows: readonly BatchRow[]): Promise<readonly BatchRow[]> => {
    const held = rows.filter((row) => WORKED_FOR.includes(row.state) && row.instance !== instance)
    if (held.length === 0) return rows
    const holders = [...new Set(held.flatMap((row) => row.instance ?? []))]
    if (holders.length > 0 && (await silent(holders)).length === 0) return rows
    await takeOver()
    const after = await batches.findMany(held)
    return rows.map((row) => after.find(({ id, portal }) => id === row.id && portal === row.portal) ?? row)
  }
}
