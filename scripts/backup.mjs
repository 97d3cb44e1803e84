// `npm run backup -- FILE`: copies the journal while Flowstop runs, and checks the copy.
import { ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
process.exit(run(['server/backup.ts', ...process.argv.slice(2)]))
