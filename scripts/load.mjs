// `npm run soak`, `npm run fuzz`, `npm run faults`: the gateway under what a day does not bring. Each ends by itself,
// uses loopback only, and tells its options in the head of load/<name>.ts.
import { ensureBuilt, ensureInstalled, run, SERVER_ENV } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
const [name, ...options] = process.argv.slice(2)
process.exit(run([`load/${name}.ts`, ...options], { ...SERVER_ENV, ...process.env }))
