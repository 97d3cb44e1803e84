import './ui/tokens.css'

import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'

import { App } from '#src/app/app.tsx'
import { createQueryClient } from '#src/app/query-client.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <BrowserRouter>
    <App client={createQueryClient()} />
  </BrowserRouter>,
)
