import type { Page } from '@playwright/test'
import axe, { type ContextObject, type RunOptions } from 'axe-core'

type Narrow = {
  /** CSS selector of what axe leaves out. */
  exclude?: string
  /** All of axe's rules, if not given. */
  runOnly?: RunOptions['runOnly']
}

/** What is wrong with a page for those who see or use it otherwise, a line for each rule. A frame in it is told of, not looked into. */
export async function findBarriers(page: Page, { exclude, runOnly }: Narrow = {}): Promise<string[]> {
  // It stays in the page from one look to the next.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(runInPage, {
    context: { include: ['html'], ...(exclude !== undefined && { exclude: [exclude] }) },
    // A selector for each element that is in order takes longer than looking at it.
    options: { resultTypes: ['violations' as const], selectors: false, ...(runOnly && { runOnly }) },
  })
}

async function runInPage({ context, options }: { context: ContextObject; options: RunOptions }) {
  const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(context, options)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
