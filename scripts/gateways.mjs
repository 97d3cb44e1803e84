// `npm run test:gateways`: two gateways on one PostgreSQL behind a real nginx, restarted, killed and stopped under load.
// Takes about five minutes and ends by itself. With names (restart, kill, stop) only those.
import { ensureInstalled, run, SERVER_ENV } from './runtime.mjs'

ensureInstalled()
const { findNginx } = await import('./proxies.mjs')
const NGINX_PATH = findNginx()
process.exit(
  run(['cluster/main.ts', ...process.argv.slice(2)], { ...SERVER_ENV, ...process.env, NGINX_PATH }),
)
