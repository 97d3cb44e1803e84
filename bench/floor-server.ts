import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { brotliCompressSync } from 'node:zlib'

import react from '@vitejs/plugin-react'
import { build } from 'vite'

const FOLDER = 'bench/floor'
const TYPES: Record<string, string> = { js: 'text/javascript', html: 'text/html', json: 'application/json' }

/** Builds the floor page and serves it as the gateway serves the console: brotli, assets cached for good. */
export async function serveFloor(port: number, list: string): Promise<Server> {
  await build({
    configFile: false,
    root: FOLDER,
    logLevel: 'error',
    plugins: [react()],
    build: { target: 'es2022', modulePreload: { polyfill: false } },
  })
  const body = new Map<string, Buffer>([['/v1/workflows', brotliCompressSync(list)]])
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const name = path.startsWith('/assets/') || path.startsWith('/v1/') ? path : '/index.html'
    if (!body.has(name)) body.set(name, brotliCompressSync(readFileSync(`${FOLDER}/dist${name}`)))
    response.writeHead(200, {
      'Content-Type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/json',
      'Content-Encoding': 'br',
      'Cache-Control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    response.end(body.get(name))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}
