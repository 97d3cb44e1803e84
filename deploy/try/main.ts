import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

import { findFreePort } from '#e2e/ports.ts'

import { tryOneGateway, type StartProxy } from './one-gateway.ts'
import { makeCertificate, startCaddy, startNginx, type Replacement } from './proxy.ts'
import { createReport } from './report.ts'
import { trySeveral, type StartSeveral } from './several.ts'
import { trySso, type StartSso } from './sso.ts'

// What deploy/ ships, in front of real gateways on this machine, with other ports, names and certificates.
const folder = mkdtempSync(join(tmpdir(), 'flowstop-deploy-'))
const report = createReport()
const certificate = makeCertificate(folder)
setDefaultCACertificates([...getCACertificates(), certificate.text])

/** Of every nginx file. The redirect to https has no port to go to here. */
const nginxPlace = async (port: number): Promise<Replacement[]> => [
  [/listen (\[::\]:)?443/g, `listen 127.0.0.1:${port}`],
  [/listen (\[::\]:)?80;/g, `listen 127.0.0.1:${await findFreePort()};`],
  [/\n *listen (127[^\n]*)\n *listen \1/g, '\n listen $1'],
  ['flowstop.example.com', 'localhost'],
  ['/etc/ssl/flowstop/fullchain.pem', certificate.cert],
  ['/etc/ssl/flowstop/privkey.pem', certificate.key],
]
const caddyPlace = (port: number): Replacement[] => [
  ['flowstop.example.com {', `https://localhost:${port} {\n\ttls ${certificate.cert} ${certificate.key}`],
]

const nginx: StartProxy = async ({ port, upstream, isBlunt }) =>
  startNginx({
    shipped: 'nginx/flowstop.conf',
    replace: [
      ...(await nginxPlace(port)),
      ['127.0.0.1:3000', `127.0.0.1:${upstream}`],
      ...(isBlunt ? [['proxy_next_upstream off;', ''] as const] : []),
    ],
    folder,
    port,
  })

const caddy: StartProxy = ({ port, upstream, isBlunt }) =>
  startCaddy({
    shipped: 'caddy/Caddyfile',
    replace: [
      ...caddyPlace(port),
      ['127.0.0.1:3000', `127.0.0.1:${upstream}`],
      ...(isBlunt ? [['keepalive off', ''] as const] : []),
    ],
    folder,
    port,
  })

const twoPorts = ([one, two]: readonly [number, number]): Replacement[] => [
  ['127.0.0.1:3001', `127.0.0.1:${one}`],
  ['127.0.0.1:3002', `127.0.0.1:${two}`],
]

const nginxSeveral: StartSeveral = async ({ port, upstreams }) =>
  startNginx({
    shipped: 'nginx/flowstop-several.conf',
    replace: [...(await nginxPlace(port)), ...twoPorts(upstreams)],
    folder,
    port,
  })

const caddySeveral: StartSeveral = ({ port, upstreams }) =>
  startCaddy({
    shipped: 'caddy/Caddyfile.several',
    replace: [...caddyPlace(port), ...twoPorts(upstreams)],
    folder,
    port,
  })

const sso: StartSso = async ({ port, upstream, signInPort }) =>
  startNginx({
    shipped: 'sso/nginx-oauth2-proxy.conf',
    replace: [
      ...(await nginxPlace(port)),
      ['127.0.0.1:3000', `127.0.0.1:${upstream}`],
      ['127.0.0.1:4180', `127.0.0.1:${signInPort}`],
    ],
    folder,
    port,
  })

const TRIES: Record<string, () => Promise<void>> = {
  nginx: () => tryOneGateway(report, nginx),
  caddy: () => tryOneGateway(report, caddy),
  'nginx, several gateways': () => trySeveral(report, nginxSeveral),
  'caddy, several gateways': () => trySeveral(report, caddySeveral),
  'nginx, single sign-on': () => trySso(report, sso),
}

const wanted = process.argv.slice(2)
try {
  for (const [name, run] of Object.entries(TRIES)) {
    if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
    report.section(name)
    await run()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const { passed, failed } = report.counts
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
