import { expect, test } from './fixture.ts'
import { signIn } from './operator.ts'

/** budgets.md, "The page": what does not depend on how fast the machine is. */
const MOST_REQUESTS = 10
const MOST_SCRIPT_BYTES = 524_000
const MOST_SHIFT = 0.01

declare global {
  interface Window {
    firstLoad: { shift: number; atFirstRow: { requests: number; scriptBytes: number } | null }
  }
}

test('the first rows come with few requests and little code, and nothing on the page moves', async ({
  page,
}) => {
  await signIn(page)
  await page.addInitScript(observe)
  await page.reload()
  await page.waitForFunction(() => window.firstLoad.atFirstRow !== null)
  await page.waitForLoadState('networkidle')
  const { shift, atFirstRow } = await page.evaluate(() => window.firstLoad)
  expect(atFirstRow?.requests).toBeGreaterThan(3)
  expect(atFirstRow?.requests).toBeLessThanOrEqual(MOST_REQUESTS)
  expect(atFirstRow?.scriptBytes).toBeGreaterThan(100_000)
  expect(atFirstRow?.scriptBytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES)
  expect(shift).toBeLessThanOrEqual(MOST_SHIFT)
})

/** Runs in the page before anything else. */
function observe(): void {
  window.firstLoad = { shift: 0, atFirstRow: null }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      window.firstLoad.shift += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
  const rows = new MutationObserver(() => {
    if (!document.querySelector('tr[data-workflow]')) return
    rows.disconnect()
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const scripts = loaded.filter(({ name }) => name.endsWith('.js'))
    window.firstLoad.atFirstRow = {
      // The page itself is one.
      requests: loaded.length + 1,
      scriptBytes: scripts.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
    }
  })
  rows.observe(document, { childList: true, subtree: true })
}
