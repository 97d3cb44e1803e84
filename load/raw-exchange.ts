import { connect } from 'node:net'

export type RawResponse = {
  status: number
  /** Lower-case names. */
  headers: ReadonlyMap<string, string>
  body: string
}

export type RawResult =
  | { kind: 'answered'; response: RawResponse }
  /** The connection was closed without an answer. */
  | { kind: 'closed' }
  | { kind: 'hung' }

type RawOptions = {
  port: number
  /** Bytes after which a pause is made; `null` = all at once. */
  splitAt: number | null
  /** Whether the sending side stays open: Node takes a client that closes it for one that has gone. */
  staysOpen: boolean
  /** After which it counts as hung, milliseconds. */
  patienceMs: number
}

const PIECE_PAUSE_MS = 5
/** What is no whole request gets no answer: its sender leaves then. */
const LEAVE_MS = 200

/** Sends bytes on a connection of its own and reads until the other side closes. */
export function exchangeRaw(bytes: Buffer, options: RawOptions): Promise<RawResult> {
  const { promise, resolve } = Promise.withResolvers<RawResult>()
  const chunks: Buffer[] = []
  const socket = connect({ port: options.port, host: '127.0.0.1', allowHalfOpen: true })
  const timers: NodeJS.Timeout[] = []
  const later = (ms: number, task: () => void) => void timers.push(setTimeout(task, ms))
  const end = (result: RawResult) => {
    for (const timer of timers) clearTimeout(timer)
    socket.destroy()
    resolve(result)
  }
  const conclude = () => {
    const response = parseResponse(Buffer.concat(chunks))
    end(response === null ? { kind: 'closed' } : { kind: 'answered', response })
  }
  later(options.patienceMs, () => end({ kind: 'hung' }))
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk))
  socket.on('end', conclude)
  socket.on('close', conclude)
  // A server that has refused reads no further: what it said before counts.
  socket.on('error', conclude)
  socket.on('connect', () => {
    const { splitAt } = options
    socket.write(splitAt === null ? bytes : bytes.subarray(0, splitAt))
    if (splitAt !== null) later(PIECE_PAUSE_MS, () => socket.write(bytes.subarray(splitAt)))
    if (!options.staysOpen) later(LEAVE_MS, () => socket.end())
  })
  return promise
}

/** The first response in these bytes that is no `100 Continue`; `null` = there is none. */
export function parseResponse(bytes: Buffer): RawResponse | null {
  const text = bytes.toString('latin1')
  const headEnd = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = text.slice(0, headEnd === -1 ? undefined : headEnd).split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1])
  if (Number.isNaN(status) || headEnd === -1) return null
  const rest = bytes.subarray(headEnd + 4)
  if (status === 100) return parseResponse(rest)
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const length = headers.get('content-length')
  return {
    status,
    headers,
    body: rest.subarray(0, length === undefined ? undefined : Number(length)).toString('utf8'),
  }
}
