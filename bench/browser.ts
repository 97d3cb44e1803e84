import { chromium, type Browser } from '@playwright/test'

import { browserOptions } from '#e2e/browser-options.ts'

import type { Cookies } from './measure.ts'

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(browserOptions.launchOptions)
}

/** Signs in by the sandbox's consent page. `list` is the answer that the first rows came with. */
export async function signIn(from: Browser, url: string): Promise<{ cookies: Cookies; list: string }> {
  const context = await from.newContext()
  const page = await context.newPage()
  const answer = page.waitForResponse((response) => response.url().includes('/api/session') && response.ok())
  await page.goto(url)
  await answer
  const afterSignIn = page.waitForResponse((response) => response.url().includes('/api/session'))
  await page.getByRole('button', { name: 'Allow' }).click()
  const session = await afterSignIn
  const body: { data: { firstPage: unknown } } = await session.json()
  await page.locator('tr[data-workflow]').first().waitFor()
  const cookies = await context.cookies()
  await context.close()
  return { cookies, list: JSON.stringify(body.data.firstPage) }
}
