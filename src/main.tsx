import './ui/tokens.css'

import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'

import { App } from '#src/app/app.tsx'
import { createQueryClient } from '#src/app/query-client.ts'
import { findLocale } from '#src/contract/locales.ts'
import { CodeFailure } from '#src/lib/load-code.ts'
import { baseLocale, overwriteGetLocale } from '#src/messages/runtime.js'
import { preferredLocale } from '#src/session/locale.ts'

// The built page says which language it is in; in development one page serves all.
if (import.meta.env.DEV) document.documentElement.lang = preferredLocale()
// Every row asks for it, and looking it up reads the address: a tenth of the first paint.
const locale = findLocale(document.documentElement.lang) ?? baseLocale
overwriteGetLocale(() => locale)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root, {
  onCaughtError: (error) => {
    // What did not come is told in its place, and the browser has logged it.
    if (!(error instanceof CodeFailure)) reportError(error)
  },
}).render(
  <BrowserRouter>
    <App client={createQueryClient()} />
  </BrowserRouter>,
)
