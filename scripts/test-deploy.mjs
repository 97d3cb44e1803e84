// `npm run test:deploy [words]`: tries what deploy/ ships, in front of real gateways on this machine. Needs openssl, and
// installs nginx and Caddy where it can. Not part of `npm test`.
import { ensureBuilt, ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
const { findCaddy, findNginx } = await import('./proxies.mjs')
const found = { NGINX_PATH: findNginx(), CADDY_PATH: findCaddy() }
process.exit(run(['deploy/try/main.ts', ...process.argv.slice(2)], { ...process.env, ...found }))
