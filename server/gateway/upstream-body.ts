/** Far more than any page of the list; more would be a mistake, or an attack on the gateway's memory. */
const MAX_BODY_BYTES = 8 * 1024 * 1024

/**
 * Reads JSON up to 8 MB; `undefined` for an empty body, no JSON (a proxy's page) or too much of it. Rejects when the
 * connection is cut. An answer may repeat what it was asked with: `secrets` are taken out of it, for its words are shown.
 */
export async function readBody(response: Response, secrets: readonly string[]): Promise<unknown> {
  const text = await readText(response)
  if (text === null || text === '') return undefined
  try {
    return JSON.parse(secrets.reduce((known, secret) => known.replaceAll(secret, '[secret]'), text))
  } catch {
    return undefined
  }
}

async function readText(response: Response): Promise<string | null> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
