import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { systemEnv, watch, type Program } from '#e2e/program.ts'

const START_TRIES = 100
const POLL_MS = 50

export type Replacement = readonly [from: string | RegExp, to: string]

export type ProxyOptions = {
  /** A file of this folder, as it is shipped. */
  shipped: string
  /** What has to differ here: ports, names and certificates. Each has to be found. */
  replace: readonly Replacement[]
  folder: string
  /** The port that tells that it has started. */
  port: number
}

/** Paths of the certificate for `localhost` that this run made for itself. */
export type Certificate = { cert: string; key: string; text: string }

export function makeCertificate(folder: string): Certificate {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const files = ['-nodes', '-days', '2', '-keyout', key, '-out', cert]
  const { status, stderr } = spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    ...files,
    ...subject,
  ])
  if (status !== 0) throw new Error(`openssl makes no certificate: ${String(stderr)}`)
  return { cert, key, text: readFileSync(cert, 'utf8') }
}

/** The shipped file with what has to differ here. Throws when something is no longer in it. */
export function adapt(shipped: string, replace: readonly Replacement[]): string {
  const text = readFileSync(new URL(`../${shipped}`, import.meta.url), 'utf8')
  return replace.reduce((now, [from, to]) => {
    const next = now.replaceAll(from, to)
    if (next === now) throw new Error(`deploy/${shipped} does not hold ${String(from)} any more`)
    return next
  }, text)
}

/** Starts nginx with a shipped file, which it includes as `/etc/nginx/nginx.conf` does. */
export async function startNginx({ shipped, replace, folder, port }: ProxyOptions): Promise<Program> {
  const home = join(folder, `nginx-${port}`)
  mkdirSync(home)
  const file = join(home, 'flowstop.conf')
  writeFileSync(file, adapt(shipped, replace))
  const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(home, 'nginx.conf'),
    [
      'daemon off; worker_processes 1; error_log stderr;',
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      `pid ${home}/pid;`,
      'events { worker_connections 256; }',
      `http { access_log off;`,
      ...temps.map((name) => `${name}_temp_path ${home}/${name};`),
      `include ${file}; }`,
    ].join('\n'),
  )
  const nginx = watch(spawn(process.env.NGINX_PATH ?? 'nginx', ['-p', home, '-c', join(home, 'nginx.conf')]))
  await untilListening(nginx, port)
  return nginx
}

/** Starts Caddy with a shipped file, without its administration and with nothing kept outside the folder. */
export async function startCaddy({ shipped, replace, folder, port }: ProxyOptions): Promise<Program> {
  const home = join(folder, `caddy-${port}`)
  mkdirSync(home)
  const file = join(home, 'Caddyfile')
  const options = '{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n\n'
  writeFileSync(file, options + adapt(shipped, replace))
  const env = { ...systemEnv(), HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home }
  const args = ['run', '--config', file, '--adapter', 'caddyfile']
  const caddy = watch(spawn(process.env.CADDY_PATH ?? 'caddy', args, { env }))
  await untilListening(caddy, port)
  return caddy
}

async function untilListening(program: Program, port: number): Promise<void> {
  const hasEnded = program.exited.then(() => true)
  const pause = () => new Promise<false>((done) => setTimeout(done, POLL_MS, false))
  for (let attempt = 0; attempt < START_TRIES; attempt += 1) {
    const isThere = await fetch(`https://localhost:${port}/healthz`, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (isThere) return
    if (await Promise.race([hasEnded, pause()])) break
  }
  await program.stop()
  throw new Error(`The proxy does not listen on ${port}. It wrote:\n${program.output()}`)
}
