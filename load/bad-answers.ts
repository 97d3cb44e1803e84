import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

const MB = 1024 * 1024
const DRIP_MS = 50
const JSON_HEAD = { 'Content-Type': 'application/json' }

/** What a broken API, or something broken in front of it, may answer; each writes to the socket as it likes. */
export const BAD_ANSWERS = {
  'says nothing': () => {},
  'sends an endless body': (res) => {
    res.writeHead(200, JSON_HEAD)
    const timer = setInterval(() => res.write(' '.repeat(1024)), DRIP_MS)
    res.on('close', () => clearInterval(timer))
  },
  'sends 200 MB': (res) => {
    res.writeHead(200, JSON_HEAD)
    let left = 200
    const piece = Buffer.alloc(MB, ' ')
    const pump = () => {
      while (left > 0 && !res.destroyed) {
        left -= 1
        if (!res.write(piece)) return void res.once('drain', pump)
      }
      res.end('{}')
    }
    pump()
  },
  'sends 1 GB packed into 1 MB': (res) => {
    // Two layers of a small archive would need a second unpacking, which nobody does: one member after the other is one stream.
    const member = gzipSync(Buffer.alloc(64 * MB, ' '))
    res.writeHead(200, { ...JSON_HEAD, 'Content-Encoding': 'gzip' })
    for (let count = 0; count < 16; count += 1) res.write(member)
    res.end()
  },
  'sends a page of HTML': (res) => {
    res.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><h1>It works!</h1></html>')
  },
  'sends half of its JSON': (res) => {
    res.writeHead(200, JSON_HEAD).end('{"success":true,"data":[{"ID":"1')
  },
  'sends JSON of another shape': (res) => {
    res.writeHead(200, JSON_HEAD).end('{"success":true,"data":{"rows":"none"}}')
  },
  'sends JSON nested a million deep': (res) => {
    res.writeHead(200, JSON_HEAD).end('['.repeat(MB))
  },
  'is cut in the middle': (res) => {
    res.writeHead(200, { ...JSON_HEAD, 'Content-Length': '1000' })
    res.write('{"success":')
    setTimeout(() => res.destroy(), DRIP_MS)
  },
  'is cut before it begins': (res) => void res.destroy(),
  'speaks no HTTP': (res) => void res.socket?.end('220 mail.example ESMTP\r\n'),
  'answers 502 with HTML': (res) => {
    res.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad gateway</html>')
  },
} as const satisfies Record<string, (res: ServerResponse) => void>

export type BadAnswer = keyof typeof BAD_ANSWERS
