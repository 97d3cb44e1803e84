// `npm run dev`: Vite with hot reload on port 3000, in front of gateway and sandbox, which restart when they change.
import { spawn } from 'node:child_process'

import { ensureInstalled, projectNode } from './runtime.mjs'

ensureInstalled()
const node = projectNode()
const env = { ...process.env, PORT: '3001', PUBLIC_URL: 'http://localhost:3000' }
const children = [
  spawn(node, ['--watch', 'server/main.ts'], { stdio: 'inherit', env }),
  spawn(node, ['node_modules/vite/bin/vite.js'], { stdio: 'inherit' }),
]

function stop() {
  for (const child of children) child.kill('SIGTERM')
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
for (const child of children) {
  child.on('exit', (code) => {
    stop()
    process.exitCode = code ?? 0
  })
}
