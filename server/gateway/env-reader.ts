import { isIP } from 'node:net'

export type Env = Readonly<Record<string, string | undefined>>
export type EnvReader = ReturnType<typeof createEnvReader>
type Range = { min: number; max: number }

/** Reads variables and collects what is wrong with them. A blank value counts as not set. */
export function createEnvReader(env: Env) {
  const problems: string[] = []
  const fail = (problem: string) => {
    if (!problems.includes(problem)) problems.push(problem)
  }

  const text = (name: string): string | null => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? null : value
  }

  const list = (name: string): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')

  const number = (name: string, fallback: number, { min, max }: Range): number => {
    const value = text(name)
    if (value === null) return fallback
    const read = /^\d+(\.\d+)?$/.test(value) ? Number(value) : NaN
    if (read >= min && read <= max) return read
    fail(`${name} has to be a number from ${min} to ${max}, but is "${value}".`)
    return fallback
  }

  return {
    problems,
    fail,
    text,
    list,
    number,

    integer: (name: string, fallback: number, range: Range): number => {
      const value = number(name, fallback, range)
      if (Number.isInteger(value)) return value
      fail(`${name} has to be a whole number, but is ${value}.`)
      return fallback
    },

    oneOf: <T extends string>(name: string, members: readonly T[], fallback: T): T => {
      const value = text(name)
      if (value === null) return fallback
      const member = members.find((other) => other === value)
      if (member === undefined) fail(`${name} has to be one of ${members.join(', ')}, but is "${value}".`)
      return member ?? fallback
    },

    isTrue: (name: string): boolean => {
      const value = text(name)
      if (value !== null && value !== 'true' && value !== 'false')
        fail(`${name} has to be one of true, false, but is "${value}".`)
      return value === 'true'
    },

    /** An http(s) address without a slash at its end; `isBare` = no path either. */
    origin: (name: string, { isBare }: { isBare: boolean }): string | null => {
      const value = text(name)
      if (value === null) return null
      const url = URL.parse(value)
      const isHttp = url !== null && /^https?:$/.test(url.protocol)
      if (!isHttp || url.username !== '' || url.search !== '' || url.hash !== '') {
        // The value may hold a password: it is not repeated.
        fail(`${name} has to be an address such as https://flowstop.example.com, without password, ? and #.`)
        return null
      }
      const path = url.pathname.replace(/\/+$/, '')
      if (isBare && path !== '') {
        fail(`${name} has to be an origin without a path, such as ${url.origin}.`)
        return null
      }
      if (!isBare && path.endsWith('/v1')) fail(`${name} has to be given without /v1: the gateway adds it.`)
      return url.origin + path
    },

    /** Digits, as templates and users are numbered. */
    ids: (name: string): string[] => {
      const ids = list(name)
      for (const id of ids)
        if (!/^\d{1,18}$/.test(id))
          fail(`${name} has to hold numbers separated by commas, but holds "${id}".`)
      return ids
    },

    /** Addresses or CIDR blocks. */
    blocks: (name: string): string[] => {
      const blocks = list(name)
      for (const block of blocks)
        if (!isBlock(block))
          fail(`${name} has to hold addresses or CIDR blocks such as 10.0.0.0/8, but holds "${block}".`)
      return blocks
    },

    headerName: (name: string): string | null => {
      const value = text(name)
      if (value === null || /^[A-Za-z0-9-]+$/.test(value)) return value
      fail(`${name} has to be the name of a header such as X-Remote-User, but is "${value}".`)
      return null
    },

    /** Sources of the CSP's `frame-ancestors`: origins, `'self'`; `none` = nobody. */
    frameAncestors: (name: string): string[] => {
      const sources = (text(name) ?? 'none').split(/[\s,]+/).filter((source) => !/^'?none'?$/.test(source))
      for (const source of sources)
        if (!/^(?:'self'|https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?)$/i.test(source))
          fail(`${name} has to hold origins such as https://company.bitrix24.ru, but holds "${source}".`)
      return sources
    },
  }
}

function isBlock(block: string): boolean {
  const [address = '', bits, ...rest] = block.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
