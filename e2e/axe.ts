import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What is wrong with a page for those who see or use it otherwise, a line for each rule; `narrow` says where axe looks, and by which rules. */
export async function findBarriers(
  page: Page,
  narrow: (axe: AxeBuilder) => AxeBuilder = (axe) => axe,
): Promise<string[]> {
  // Without a second page for its sums, which takes longer than looking: that is for frames of other origins.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await narrow(axe).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
