import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { readObject } from '#src/contract/read.ts'
import { beginBatch } from '#src/testing/begin-batch.ts'
import { findForeignCode } from '#src/testing/find-foreign-code.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const CODE = 'window.hacked=1'

/** What a portal, or whoever may name things on it, could put where a name is expected. */
const HOSTILE = {
  'elements, handlers and templates':
    `"'></title></textarea><script>${CODE}</script><img src=x onerror=${CODE}><svg onload=${CODE}>` +
    `x" onmouseover="${CODE}" style="background:url(//evil.example)" autofocus onfocus='${CODE}` +
    `{{constructor.constructor('${CODE}')()}}\${${CODE}}<%= ${CODE} %>`,
  'an address': `javascript:${CODE}//`,
  'a host': `evil.example/"><a href=javascript:${CODE}>`,
  'what every object has': 'constructor',
  'the prototype of an object': '__proto__',
}

/** Rows with the text in every field, in the shapes in which the API is known to send them and in some it is not. */
function distortRows(rows: readonly unknown[], text: string): unknown[] {
  const everywhere = {
    MODIFIED: text,
    STARTED: text,
    OWNED_UNTIL: text,
    MODULE_ID: text,
    ENTITY: text,
    DOCUMENT_ID: text,
    STARTED_BY: text,
    TEMPLATE_ID: text,
    [text]: text,
  }
  const shapes: Record<string, unknown>[] = [
    everywhere,
    { DOCUMENT_ID: [text, text, text] },
    { ENTITY: 'CCrmDocumentDeal', DOCUMENT_ID: `DEAL_5${text}`, TEMPLATE_ID: text },
    { ENTITY: 'CCrmDocumentDeal', DOCUMENT_ID: text, MODULE_ID: 'crm', STARTED_BY: text },
    { ENTITY: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic', DOCUMENT_ID: `DYNAMIC_1/../${text}_1` },
    { ENTITY: 'Bitrix\\Tasks\\Integration\\Bizproc\\Document\\Task', DOCUMENT_ID: text },
    {
      ENTITY: { text },
      DOCUMENT_ID: { text },
      STARTED_BY: [text],
      TEMPLATE_ID: { text },
      MODIFIED: { text },
    },
  ]
  return rows.map((row, index) => ({ ...readObject(row), ...shapes[index] }))
}

/** Puts the text into every field of every answer of the API that the page shows something of. */
function distortAnswer(path: string, body: Record<string, unknown>, text: string): unknown {
  const data = readObject(body.data)
  if (path === '/v1/me')
    return {
      ...body,
      data: {
        ...data,
        type: text,
        portal: text,
        scopes: [text],
        owner: { name: text },
        currentUser: { bitrixUserId: text, name: text },
      },
    }
  if (path === '/v1/workflows' && Array.isArray(body.data))
    return {
      ...body,
      data: distortRows(body.data, text),
      meta: { ...readObject(body.meta), [text]: text },
    }
  if (path === '/v1/bizproc-templates' && Array.isArray(body.data))
    return { ...body, data: body.data.map((row) => ({ ...readObject(row), name: text, description: text })) }
  if (path === '/v1/batch') {
    const record = { ID: 1, NAME: text, LAST_NAME: text, title: text, TITLE: text }
    const results = readObject(data.results)
    return { ...body, data: { results: Object.fromEntries(Object.keys(results).map((id) => [id, record])) } }
  }
  return body
}

const hostilePortal = (text: string) => async (request: Request, answer: Response) => {
  const body: unknown = await answer.json().catch(() => null)
  if (body === null || answer.status >= 300) return new Response(null, answer)
  const headers = { 'X-Request-Id': 'r-1', Date: answer.headers.get('Date') ?? '' }
  return Response.json(distortAnswer(new URL(request.url).pathname, readObject(body), text), {
    status: answer.status,
    headers,
  })
}

const shownInBody = (text: string) => waitFor(() => expect(document.body.textContent).toContain(text))

/** Somewhere below the head of the page. */
const shownText = (text: string) =>
  waitFor(() => expect(document.querySelector('main')?.textContent).toContain(text))

describe.each(Object.entries(HOSTILE))('a portal whose names hold %s', (_what, text) => {
  it('is shown as it is, on every screen, and nothing of it becomes code or a way out', async () => {
    const app = await renderApp({ distort: hostilePortal(text) })
    const { user, open, openDialog, advance } = app
    // A name that could be that of a portal is one.
    const links = /^[a-z]+$/.test(text)
      ? [window.location.origin, `https://${text}`]
      : [window.location.origin]
    const expectHarmless = () => expect(findForeignCode({ links })).toEqual([])
    await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealStepRunning}` })
    // It did arrive.
    await shownInBody(text)
    expectHarmless()
    await user.click(screen.getByRole('banner').querySelector('[aria-haspopup]') ?? document.body)
    await shownInBody('Sign out')
    expectHarmless()
    await user.keyboard('{Escape}{Control>}k{/Control}')
    await user.click(await screen.findByRole('combobox', { name: /Find a page/ }))
    await user.paste(text)
    await screen.findByRole('dialog', { name: 'Command palette' })
    expectHarmless()
    await user.keyboard('{Escape}')
    const dialog = await openDialog(FEW_IDS.dealStepRunning)
    fireEvent.change(dialog.getByRole('textbox', { name: 'Reason' }), { target: { value: text } })
    expectHarmless()
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    await beginBatch(app, [FEW_IDS.dealIdle, FEW_IDS.quote], { reason: text })
    await advance(GRACE_MS + 1000)
    for (const id of [FEW_IDS.companyWrittenBack, FEW_IDS.leadBySystem]) {
      open(`/workflows/${id}`)
      await screen.findByRole('region', { name: 'As the API gives it' })
      expectHarmless()
    }
    open('/journal')
    const [details] = await screen.findAllByRole('button', { name: /^Details of / })
    if (details) await user.click(details)
    await shownText(text)
    expectHarmless()
    open('/batches')
    await shownText(text)
    expectHarmless()
    await user.click(within(screen.getByRole('main')).getAllByRole('link')[0] ?? document.body)
    await screen.findByRole('heading', { name: /^Terminate 2/ })
    expectHarmless()
    open('/overview')
    await shownText(text)
    expectHarmless()
    open(`/workflows?q=${encodeURIComponent(text)}&template=${encodeURIComponent(text)}`)
    await screen.findByRole('searchbox', { name: 'Search' })
    expectHarmless()
    expect('hacked' in window).toBe(false)
  }, 60_000)
})

describe('an error of the API that holds code', () => {
  const text = `${HOSTILE['elements, handlers and templates']}${HOSTILE['an address']}`
  const refuse =
    (where: (request: Request) => boolean, code = 'BITRIX_ACCESS_DENIED') =>
    async (request: Request, answer: Response) => {
      if (!where(request)) return answer
      const error = { code, message: text, hint: text, userMessage: text }
      return Response.json({ success: false, error }, { status: 403, headers: { 'X-Request-Id': 'r-1' } })
    }

  it('is told in its own words in place of the list, with no way out to a portal that is no host', async () => {
    const refused = refuse(({ url }) => new URL(url).pathname === '/v1/workflows')
    const lied = hostilePortal(`evil.example/"><script>${CODE}</script>`)
    await renderApp({
      distort: async (request, answer) => refused(request, await lied(request, answer)),
    })
    await screen.findByRole('heading', { name: 'You may not see the workflows' })
    await shownInBody(text)
    expect(findForeignCode({ links: [window.location.origin] })).toEqual([])
    expect(screen.queryByRole('link', { name: /another account/ })).not.toBeInTheDocument()
  })

  it('is told in the dialog it belongs to, and stands in the journal by its code, whatever that is', async () => {
    const { user, openDialog, open } = await renderApp({
      distort: refuse(({ method }) => method === 'DELETE', text),
    })
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(screen.getByRole('dialog').textContent).toContain(text))
    const links = [window.location.origin, 'https://sandbox.bitrix24.example']
    expect(findForeignCode({ links })).toEqual([])
    open('/journal')
    await user.click(await screen.findByRole('button', { name: `Details of ${FEW_IDS.dealIdle}` }))
    await shownText(text)
    expect(findForeignCode({ links })).toEqual([])
  })
})

it.each([
  ['an element', '<script>1</script>'],
  ['a picture', '<img src="x">'],
  ['a handler', '<b onclick="1">x</b>'],
  ['an address that is code', '<a href="javascript:1">x</a>'],
  ['an address that is a page', '<a href="data:text/html,x">x</a>'],
  ['another site', '<a href="//evil.example/">x</a>'],
  ['a place to send to', '<button formaction="https://evil.example">x</button>'],
  ['a style that loads', '<b style="background:url(//evil.example)">x</b>'],
])('the search for foreign code finds %s', (_what, html) => {
  const place = document.createElement('div')
  place.innerHTML = `<a href="/own">own</a>${html}`
  expect(findForeignCode({ root: place, links: [window.location.origin] })).toHaveLength(1)
})
