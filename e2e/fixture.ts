import { type BrowserContext, expect, type Page, test as base } from '@playwright/test'

import { startConsole, type Console } from './console.ts'
import type { SandboxClient } from './sandbox-client.ts'
import { createSecretScan, type SecretScan } from './secret-scan.ts'

type Fixtures = {
  /** How the console of this test is started. */
  start: { run: () => Promise<Console> }
  flowstop: Console
  sandbox: SandboxClient
  secrets: SecretScan
  /** A second browser, watched like the first. */
  openBrowser: () => Promise<BrowserContext>
}

/** The real gateway and sandbox behind a real Chromium, and after each test the check for secrets. */
export const test = base.extend<Fixtures>({
  start: [{ run: () => startConsole() }, { option: true }],

  flowstop: async ({ start }, use) => {
    const console = await start.run()
    await use(console)
    await console.remove()
  },

  baseURL: async ({ flowstop }, use) => use(flowstop.url),

  sandbox: async ({ flowstop }, use) => use(flowstop.sandbox),

  secrets: [
    async ({ flowstop, context }, use) => {
      const scan = createSecretScan((origin) => origin === flowstop.url)
      const crashes: string[] = []
      watchCrashes(context, flowstop.url, crashes)
      scan.watch(context)
      await use(scan)
      // What is held back would hold up the stop as well.
      await flowstop.sandbox.release().catch(() => {})
      await scan.check([flowstop])
      await flowstop.stop()
      // Once more for what it wrote on its way out.
      await scan.check([flowstop])
      expect(crashes, 'errors in the page').toEqual([])
    },
    { auto: true },
  ],

  openBrowser: async ({ browser, secrets, flowstop }, use) => {
    const opened: BrowserContext[] = []
    await use(async () => {
      const context = await browser.newContext({ baseURL: flowstop.url })
      secrets.watch(context)
      opened.push(context)
      return context
    })
    for (const context of opened) {
      await secrets.leave(context)
      await context.close()
    }
  },
})

/** Exceptions and refusals of the content security policy; answers such as a 404 are not errors of the page. */
function watchCrashes(context: BrowserContext, url: string, crashes: string[]) {
  const watch = (page: Page) => {
    page.on('pageerror', (error) => crashes.push(String(error)))
    page.on('console', (message) => {
      if (!page.url().startsWith(`${url}/`)) return
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        crashes.push(message.text())
    })
  }
  context.on('page', watch)
}

export { expect }
