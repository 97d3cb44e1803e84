// `npm run check-config`: says what is wrong with the environment, which rights the key has, and whether the journal can be kept.
import { ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
process.exit(run(['server/check-config.ts']))
