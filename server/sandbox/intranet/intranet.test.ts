import { describe, expect, it } from 'vitest'

import { createManualClock } from '#server/clock.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { createSandbox } from '#server/sandbox/sandbox.ts'

const CONSOLE = 'https://console.example'

function open(redirectUris: readonly string[] = [`${CONSOLE}/v1/oauth/callback`]) {
  const sandbox = createSandbox({ clock: createManualClock(), redirectUris, seed: 'few' })
  const get = () => sandbox.fetch(new Request(`${sandbox.origin}/intranet`))
  return { sandbox, get, read: async () => (await get()).text() }
}

const linksOf = (html: string) =>
  [...html.matchAll(/href="(https:[^"]+)"/g)].map(([, link]) => new URL(link?.replaceAll('&amp;', '&') ?? ''))

describe('the intranet of the sandbox', () => {
  it('links to the console that sign-in returns to, with a document and a workflow that run', async () => {
    const links = linksOf(await open().read())
    expect(new Set(links.map(({ origin }) => origin))).toEqual(new Set([CONSOLE]))
    const dialog = links.find(
      ({ pathname }) => pathname === `/workflows/${FEW_IDS.dealStepRunning}/terminate`,
    )
    expect(dialog?.searchParams.get('reason')).toBe('Deal 5142 was closed by mistake: ticket "4711" & others')
    expect(links.map(({ search }) => search)).toContain('?documentId=DEAL_5142')
    expect(links.filter(({ searchParams }) => searchParams.has('from'))).toHaveLength(1)
  })

  it('is plain HTML: no script, no form, nothing from elsewhere, no frame', async () => {
    const { get } = open()
    const answer = await get()
    expect(answer.headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'.*frame-ancestors 'none'$/,
    )
    expect(await answer.text()).not.toMatch(/<script|<form|<img|<iframe| on\w+=/i)
  })

  it('escapes what the portal says', async () => {
    const { sandbox, read } = open()
    sandbox.addWorkflow({ DOCUMENT_ID: 'DEAL_"><script>alert(1)</script>' })
    const html = await read()
    expect(html).toContain('Deal &quot;&gt;&lt;script&gt;')
    expect(html).not.toContain('<script')
  })

  it('has nothing to link to without a console', async () => {
    expect((await open([]).get()).status).toBe(404)
  })

  it('shows what has no deal as well', async () => {
    const { sandbox, read } = open()
    sandbox.reset({ seed: 'empty' })
    const html = await read()
    expect(html).toContain('Stuck now')
    expect(html).not.toContain('Deal')
  })
})
