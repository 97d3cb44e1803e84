import { request } from 'node:http'
import { connect } from 'node:net'

export type RawAnswer = {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

type RawRequest = { method?: string; path: string; headers?: Record<string, string> }

/**
 * Sends what no browser would: any `Host`, `Origin` and `Cookie`, and a path exactly as it is written. Follows no
 * redirect.
 */
export function sendRaw(
  port: number,
  { method = 'GET', path, headers = {} }: RawRequest,
): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
  const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
    let body = ''
    answer.setEncoding('utf8')
    answer.on('data', (chunk: string) => {
      body += chunk
    })
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    answer.on('error', reject)
  })
  call.on('error', reject)
  call.end()
  return promise
}

/** Sends bytes as they are written, however wrong they are. The whole answer as text; '' = the connection was cut. */
export function sendBytes(port: number, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect({ host: '127.0.0.1', port, timeout: 5000 })
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('data', (part: string) => {
    answer += part
  })
  const end = () => {
    socket.destroy()
    resolve(answer)
  }
  for (const event of ['end', 'error', 'timeout', 'close']) socket.once(event, end)
  socket.write(text, 'latin1')
  return promise
}
