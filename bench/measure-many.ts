import type { Browser, CDPSession, Page } from '@playwright/test'

import { openContext, openDialog, openPage, typeWord, type Cookies } from './measure.ts'

/** What one visit of a long list costs. Times in ms, sizes in bytes, dropped frames in percent. */
export type ManyVisit = Record<(typeof MANY_MEASURES)[number], number>

export const MANY_MEASURES = [
  'usable',
  'mirrorBytes',
  'heap',
  'selectAll',
  'filter',
  'sort',
  'dropped',
  'elements',
  'typing',
  'typing4',
  'dialog',
  'dialog4',
] as const

const TIMEOUT_MS = 60_000
const SCROLLED_FRAMES = 240

/** Opens the list in a new context, waits until all of it is there, and works with it. */
export async function measureMany(
  browser: Browser,
  url: string,
  cookies: Cookies,
  count: number,
): Promise<ManyVisit> {
  const context = await openContext(browser, cookies)
  const { page, session } = await openPage(context)
  const { usable, mirrorBytes } = await loadAll(page, session, url, count)
  const selectAll = await settle(page, 'click', () => page.getByLabel('Select loaded').click())
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('region', { name: 'Selection' }).waitFor({ state: 'detached' })
  const search = page.getByRole('searchbox', { name: 'Search' })
  const filter = await settle(page, 'input', () => search.fill('approval'))
  await settle(page, 'input', () => search.fill(''))
  const sorts: number[] = []
  for (const column of ['Template', 'Document', 'Started', 'Last change'])
    sorts.push(
      await settle(page, 'click', () => page.getByRole('button', { name: column, exact: true }).click()),
    )
  const scrolled = await scroll(page)
  const typing = await typeAndClear(page)
  const dialog = await openAndClose(page)
  const heap = await readHeap(session)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const typing4 = await typeAndClear(page)
  const dialog4 = await openAndClose(page)
  await context.close()
  return {
    usable,
    mirrorBytes,
    heap,
    selectAll,
    filter,
    sort: Math.max(...sorts),
    ...scrolled,
    typing,
    typing4,
    dialog,
    dialog4,
  }
}

/** The longest task while nobody does anything and rows of the list move: a key pressed meanwhile waits as long. */
export async function measureRest(
  browser: Browser,
  url: string,
  cookies: Cookies,
  count: number,
  options: { cpu: number; ms: number },
): Promise<number> {
  const context = await openContext(browser, cookies)
  const { page, session } = await openPage(context)
  await loadAll(page, session, url, count)
  await session.send('Emulation.setCPUThrottlingRate', { rate: options.cpu })
  await page.evaluate(() => {
    window.bench.longestTask = 0
  })
  await page.waitForTimeout(options.ms)
  const longest = await page.evaluate(() => window.bench.longestTask)
  await context.close()
  return longest
}

/** From the first call of the mirror until the page says that all is there. */
async function loadAll(page: Page, session: CDPSession, url: string, count: number) {
  const asked = new Set<string>()
  let mirrorBytes = 0
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (new URL(request.url).pathname === '/api/workflows') asked.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (asked.has(requestId)) mirrorBytes += encodedDataLength
  })
  await session.send('Network.enable')
  await page.addInitScript(
    (ready) => {
      const find = () => document.querySelector('main span[role=status]')?.textContent === ready
      const observer = new MutationObserver(() => {
        if (!find()) return
        observer.disconnect()
        requestAnimationFrame(() => setTimeout(() => performance.mark('bench-ready')))
      })
      observer.observe(document, { childList: true, subtree: true, characterData: true })
    },
    `${count.toLocaleString('en')} running`,
  )
  await page.goto(url)
  await page.waitForFunction(() => performance.getEntriesByName('bench-ready').length > 0, undefined, {
    timeout: TIMEOUT_MS,
  })
  const bytes = mirrorBytes
  const usable = await page.evaluate(() => {
    const first = performance.getEntriesByType('resource').find(({ name }) => name.includes('/api/workflows'))
    return (performance.getEntriesByName('bench-ready')[0]?.startTime ?? 0) - (first?.startTime ?? 0)
  })
  // Names and the code of what may be opened come after the rows.
  await page.waitForTimeout(1500)
  return { usable, mirrorBytes: bytes }
}

async function readHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

/** From the event until the rows and what is said about them are painted as they stay. */
async function settle(page: Page, event: 'click' | 'input', act: () => Promise<void>): Promise<number> {
  const settled = page.evaluate(
    ({ event, quietMs, mostMs }) =>
      new Promise<number>((resolve) => {
        let startedAt: number | null = null
        let painted = 0
        const start = ({ timeStamp }: Event) => {
          startedAt ??= timeStamp
        }
        document.addEventListener(event, start, { capture: true })
        const SHOWN = '[role=status], [role=group], [role=region]'
        const isShown = (node: Node) =>
          node instanceof HTMLTableSectionElement ||
          Boolean((node instanceof Element ? node : node.parentElement)?.closest(SHOWN)) ||
          (node instanceof Element && node.querySelector('[role=region]') !== null)
        const observer = new MutationObserver((changes) => {
          if (!changes.some(({ target, attributeName }) => isShown(target) && attributeName !== 'style'))
            return
          requestAnimationFrame(() =>
            setTimeout(() => {
              painted = performance.now()
            }),
          )
        })
        observer.observe(document.body, { childList: true, characterData: true, subtree: true })
        const beganAt = performance.now()
        const timer = setInterval(() => {
          const now = performance.now()
          const isQuiet = startedAt !== null && painted > startedAt && now - painted > quietMs
          if (!isQuiet && now - beganAt < mostMs) return
          clearInterval(timer)
          observer.disconnect()
          document.removeEventListener(event, start, { capture: true })
          resolve(isQuiet ? painted - (startedAt ?? 0) : Infinity)
        }, 50)
      }),
    { event, quietMs: 600, mostMs: 15_000 },
  )
  await act()
  const ms = await settled
  if (!Number.isFinite(ms)) throw new Error('The list did not change, or did not come to rest')
  return ms
}

/** The share of frames that were not painted in time, in percent, and the most elements on the way. */
function scroll(page: Page): Promise<{ dropped: number; elements: number }> {
  return page.evaluate(
    (frames) =>
      new Promise<{ dropped: number; elements: number }>((resolve) => {
        const list = document.querySelector('table')?.parentElement
        const gaps: number[] = []
        let elements = 0
        let last = 0
        const next = (now: number) => {
          if (last > 0) gaps.push(now - last)
          last = now
          if (gaps.length % 20 === 0) elements = Math.max(elements, document.getElementsByTagName('*').length)
          if (gaps.length >= frames || !list) {
            const usual = 1000 / 60
            const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / usual) - 1), 0)
            resolve({ dropped: (100 * dropped) / (gaps.length + dropped), elements })
            return
          }
          // A fast wheel, and in between a drag of the scroll bar.
          list.scrollTop += gaps.length === frames / 2 ? list.scrollHeight / 2 : 120
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
    SCROLLED_FRAMES,
  )
}

async function typeAndClear(page: Page): Promise<number> {
  const ms = await typeWord(page)
  await page.waitForTimeout(300)
  await page.getByRole('searchbox', { name: 'Search' }).fill('')
  await page.waitForTimeout(500)
  return ms
}

async function openAndClose(page: Page): Promise<number> {
  const ms = await openDialog(page)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  return ms
}
