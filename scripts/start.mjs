// `npm start`: installs and builds what is missing, then becomes the server.
import { become, ensureBuilt, ensureInstalled, SERVER_ENV } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
become(['server/main.ts'], { ...SERVER_ENV, ...process.env })
