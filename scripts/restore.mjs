// `npm run restore -- FILE`: puts a backup where the journal belongs. Flowstop has to be stopped.
import { ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
process.exit(run(['server/restore.ts', ...process.argv.slice(2)]))
