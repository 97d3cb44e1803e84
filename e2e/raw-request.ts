import { request } from 'node:http'

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
