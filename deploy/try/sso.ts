import { createServer } from 'node:http'

import { startConsole } from '#e2e/console.ts'
import { findFreePort } from '#e2e/ports.ts'
import type { Program } from '#e2e/program.ts'
import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { readObject } from '#src/contract/read.ts'

import { startGateway } from './gateway.ts'
import type { Report } from './report.ts'

export type StartSso = (options: { port: number; upstream: number; signInPort: number }) => Promise<Program>

const ANNA = 'anna@example.com'

/** The personal key behind a sign-in of the company: who is named by the proxy enters, and nobody by naming themselves. */
export async function trySso({ check }: Report, start: StartSso): Promise<void> {
  const [port, upstream, signInPort] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const publicUrl = `https://localhost:${port}`
  const portal = await startConsole()
  const signIn = await startSignIn(signInPort)
  const gateway = await startGateway({
    port: upstream,
    publicUrl,
    sandboxUrl: portal.sandboxUrl,
    env: {
      VIBE_API_KEY: SANDBOX_KEYS.personal,
      TRUSTED_PROXIES: '127.0.0.2',
      OPERATOR_HEADER: 'X-Operator',
      OPERATORS: ANNA,
    },
  })
  const proxy = await start({ port, upstream, signInPort })
  const ask = (path: string, who: string | null, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${publicUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        ...(who === null ? {} : { Cookie: `company=${encodeURIComponent(who)}` }),
        ...headers,
      },
    })
  const forged = { 'X-Operator': ANNA }
  try {
    const link = '/workflows?template=713&preset=stuck'
    const away = await ask(link, null)
    const place = new URL(away.headers.get('Location') ?? '', publicUrl)
    check('who is not signed in is taken to the sign-in', [away.status, place.pathname], [302, '/sign-in'])
    check('  and back to the whole link', place.searchParams.get('rd'), link)
    check(
      'a call of the page is told in JSON',
      await codeOf(await ask('/api/session', null)),
      '401 OPERATOR_NOT_ALLOWED',
    )
    check('the page is there for who is signed in', (await ask(link, ANNA)).status, 200)
    check('  who is named on the record', await operatorOf(await ask('/api/session', ANNA)), ANNA)
    check(
      '  and terminates',
      (await ask(`/v1/workflows/${FEW_IDS.dealIdle}`, ANNA, {}, 'DELETE')).status,
      204,
    )
    const journal = readObject(await (await ask('/api/journal', ANNA)).json()).data
    const [entry] = Array.isArray(journal) ? journal : []
    check('  under that name', readObject(readObject(entry).operator).name, ANNA)

    check(
      'a colleague who is not on the list stays out',
      await codeOf(await ask('/api/session', 'eve@example.com')),
      '403 OPERATOR_NOT_ALLOWED',
    )
    check(
      '  also with a header of their own',
      await codeOf(await ask('/api/session', 'eve@example.com', forged)),
      '403 OPERATOR_NOT_ALLOWED',
    )
    check(
      '  and who is nobody as well',
      await codeOf(await ask('/api/session', null, forged)),
      '401 OPERATOR_NOT_ALLOWED',
    )
    const direct = await fetch(`http://127.0.0.1:${upstream}/api/session`, {
      headers: { ...forged, Host: `localhost:${port}`, 'Sec-Fetch-Site': 'same-origin' },
    })
    check('past the proxy the header counts for nothing', await codeOf(direct), '401 OPERATOR_NOT_ALLOWED')
    check('nothing but that one DELETE was sent', (await portal.sandbox.deletes()).length, 1)
  } finally {
    await proxy.stop()
    await gateway.close()
    signIn.close()
    await portal.stop()
    await portal.remove()
  }
}

/** Plays oauth2-proxy: whom its cookie names is signed in. */
async function startSignIn(port: number) {
  const server = createServer((request, answer) => {
    const who = /company=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
    if (request.url?.startsWith('/oauth2/auth')) {
      if (who !== undefined) answer.setHeader('X-Auth-Request-Email', decodeURIComponent(who))
      return void answer.writeHead(who === undefined ? 401 : 202).end()
    }
    const rd = String(request.headers['x-auth-request-redirect'])
    answer.writeHead(302, { Location: `/sign-in?${new URLSearchParams({ rd })}` }).end()
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return { close: () => void server.close() }
}

async function codeOf(answer: Response): Promise<string> {
  const { code } = readObject(readObject(await answer.json().catch(() => null)).error)
  return `${answer.status} ${String(code)}`
}

async function operatorOf(answer: Response): Promise<unknown> {
  const { session } = readObject(readObject(await answer.json()).data)
  return readObject(readObject(session).operator).name
}
