// `npm run platform`: the console inside a made-up portal, with the sandbox playing the Bitrix24 platform in front of it.
import { become, ensureBuilt, ensureInstalled, SERVER_ENV } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
become(['server/main.ts'], { SANDBOX_PLATFORM_PORT: '4020', ...SERVER_ENV, ...process.env })
