// `npm run test:deploy [words]`: tries what deploy/ ships, in front of real gateways on this machine. Needs nginx, caddy
// and openssl. Not part of `npm test`.
import { ensureBuilt, ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
process.exit(run(['deploy/try/main.ts', ...process.argv.slice(2)]))
