import { type BrowserContext, expect, type Page, type Request, type Response } from '@playwright/test'

import { answerPlace, findSecrets, type Place } from '#src/testing/find-secrets.ts'

import type { Console } from './console.ts'

/** Where the API's own design carries the app key: on the way to its consent page. */
const AUTHORIZE = '/v1/oauth/authorize'

export type SecretScan = {
  /** Looks at everything a browser of this context sends and receives. */
  watch: (context: BrowserContext) => void
  /** Resolves when all answers that have come are read: of a page that dies they cannot be any more. */
  settle: () => Promise<unknown>
  /** Reads what a browser holds that is closed before the test is over. */
  leave: (context: BrowserContext) => Promise<void>
  /** Something that no browser received: the answer to a call of the test's own. */
  add: (place: Place) => void
  /** Fails the test if a key or a token stands anywhere it does not belong. */
  check: (consoles: readonly Console[]) => Promise<void>
}

/** What the console gives away during one test: bodies, headers, addresses, storages, cookies, logs and files. */
export function createSecretScan(isOwn: (origin: string) => boolean): SecretScan {
  const places: Place[] = []
  const contexts = new Set<BrowserContext>()
  const reading: Promise<void>[] = []

  const watch = (context: BrowserContext) => {
    contexts.add(context)
    context.on('request', (request) => {
      places.push(addressPlace('address asked for', request.url(), isOwn))
      places.push(...foreignHeaders(request, isOwn))
    })
    context.on('response', (response) => {
      if (!isOwn(new URL(response.url()).origin)) return
      reading.push(readHeaders(response).catch(ignoreGone))
    })
    context.on('requestfinished', (request) => {
      if (isOwn(new URL(request.url()).origin)) reading.push(readBody(request).catch(ignoreGone))
    })
  }

  async function readHeaders(response: Response): Promise<void> {
    const allowed = isAuthorize(response.url()) ? (['key'] as const) : []
    for (const { name, value } of await response.headersArray())
      places.push({
        where: `header ${name} of ${response.url()}`,
        text: value,
        allowed: name.toLowerCase() === 'location' ? allowed : [],
      })
  }

  async function readBody(request: Request): Promise<void> {
    const response = await request.response()
    // A redirect has no body to read.
    if (!response || (response.status() >= 300 && response.status() < 400)) return
    const url = new URL(request.url())
    places.push(answerPlace(`answer of ${url.pathname}`, url, (await response.body()).toString('latin1')))
  }

  const leave = async (context: BrowserContext) => {
    contexts.delete(context)
    places.push(...(await readBrowser(context, isOwn)))
  }

  const settle = () => Promise.all(reading)

  const check = async (consoles: readonly Console[]) => {
    await settle()
    for (const context of contexts) places.push(...(await readBrowser(context, isOwn)))
    for (const console of consoles) {
      places.push({ where: 'logs', text: console.logs() })
      for (const { file, text } of await console.readData()) places.push({ where: `file ${file}`, text })
    }
    expect(findSecrets({ places }), 'keys and tokens where none belongs').toEqual([])
  }

  return { watch, settle, leave, add: (place) => places.push(place), check }
}

function isAuthorize(url: string): boolean {
  return new URL(url).pathname === AUTHORIZE
}

function addressPlace(where: string, url: string, isOwn: (origin: string) => boolean): Place {
  const isConsent = isAuthorize(url) && !isOwn(new URL(url).origin)
  return { where, text: url, allowed: isConsent ? ['key'] : [] }
}

/** What the browser tells other hosts. The consent page's own address may come back to it as `Referer`. */
function foreignHeaders(request: Request, isOwn: (origin: string) => boolean): Place[] {
  if (isOwn(new URL(request.url()).origin)) return []
  return Object.entries(request.headers()).map(([name, value]) => ({
    where: `header ${name} sent to ${new URL(request.url()).host}`,
    text: value,
    allowed: name === 'referer' ? ['key'] : [],
  }))
}

async function readBrowser(context: BrowserContext, isOwn: (origin: string) => boolean): Promise<Place[]> {
  const cookies = (await context.cookies()).map(({ name, value }) => ({
    where: `cookie ${name}`,
    text: value,
  }))
  const pages = await Promise.all(context.pages().map((page) => readPage(page, isOwn)))
  return [...cookies, ...pages.flat()]
}

async function readPage(page: Page, isOwn: (origin: string) => boolean): Promise<Place[]> {
  const address = addressPlace('address of a page', page.url(), isOwn)
  if (!URL.canParse(page.url()) || !isOwn(new URL(page.url()).origin)) return [address]
  const stored = await page.evaluate(() => ({
    localStorage: JSON.stringify(localStorage),
    sessionStorage: JSON.stringify(sessionStorage),
    'document.cookie': document.cookie,
    'history.state': JSON.stringify(history.state),
    'window.name': window.name,
    document: document.documentElement.outerHTML,
  }))
  return [address, ...Object.entries(stored).map(([where, text]) => ({ where, text }))]
}

/** A page that was left, killed, or closed with the test, while its answer was read: others are read in its place. */
function ignoreGone(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error)
  if (!/closed|No resource|No data found|navigat|evicted|disposed|crashed|Test ended/i.test(text)) throw error
}
