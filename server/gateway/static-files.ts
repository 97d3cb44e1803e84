import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** Encodings in the order in which they are preferred, with the ending of the file beside the original. */
export const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const
export type Encoding = (typeof ENCODINGS)[number][0]

export type StaticFile = {
  /** From the root of the page, such as `/assets/main-B1.js`. */
  path: string
  type: string
  /** Its name holds a hash of its content: it never changes. */
  isImmutable: boolean
  body: Uint8Array<ArrayBuffer>
  encoded: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>
  /** SHA-256 of the content, 16 hex digits. */
  hash: string
}

/**
 * Reads the built page into memory: it is small, and nothing outside the list can be reached by any address. Without a
 * build it is empty. Files of unknown kinds and names that begin with a dot are left out.
 */
export function readStaticFiles(folder: string): StaticFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(folder.length).replaceAll('\\', '/').replace(/^\/*/, '/')
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined || path.includes('/.')) return []
    const body = read(file)
    return [
      {
        path,
        type,
        isImmutable: path.startsWith('/assets/'),
        body,
        encoded: readEncoded(file),
        hash: createHash('sha256').update(body).digest('hex').slice(0, 16),
      },
    ]
  })
}

function readEncoded(file: string): StaticFile['encoded'] {
  return Object.fromEntries(
    ENCODINGS.flatMap(([encoding, ending]) =>
      existsSync(file + ending) ? [[encoding, read(file + ending)] as const] : [],
    ),
  )
}

function read(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(file))
}
