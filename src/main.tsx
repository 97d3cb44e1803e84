import './ui/tokens.css'

import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'

import { App } from '#src/app/app.tsx'
import { createQueryClient } from '#src/app/query-client.ts'
import { getLocale, overwriteGetLocale } from '#src/messages/runtime.js'

// Every word of every row asks for it, and looking it up reads the address: a tenth of the first paint.
const locale = getLocale()
overwriteGetLocale(() => locale)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <BrowserRouter>
    <App client={createQueryClient()} />
  </BrowserRouter>,
)
