import type { EnvReader } from '#server/gateway/env-reader.ts'

export type AtLeastOne<T> = readonly [T, ...T[]]

/**
 * Runs inside the Bitrix24 platform: peers (CIDR) whose `X-Vibe-*` is believed, and who may frame the page (sources of the
 * CSP). Without either it could not be used, so neither can be empty.
 */
export type PlatformConfig = {
  kind: 'platform'
  url: string
  appKey: string
  trustedProxies: AtLeastOne<string>
  frameAncestors: AtLeastOne<string>
}

/**
 * `null` = not inside the platform, or not enough to run there. Whoever believes `X-Vibe-*` from everywhere would let everyone
 * act as anyone, so the peers have to be named.
 */
export function readPlatform(read: EnvReader): Omit<PlatformConfig, 'url' | 'appKey'> | null {
  const isWanted = read.isTrue('TRUST_VIBE_HEADERS')
  const [ancestor, ...ancestors] = read.frameAncestors('FRAME_ANCESTORS')
  const [proxy, ...proxies] = read.blocks('TRUSTED_PROXIES')
  if (!isWanted) {
    if (ancestor !== undefined)
      read.fail(
        'FRAME_ANCESTORS works with TRUST_VIBE_HEADERS=true only: in a frame of another site nobody could sign in. Remove it.',
      )
    return null
  }
  const needs = (problem: string) => read.fail(`TRUST_VIBE_HEADERS=true needs ${problem}`)
  if (read.text('VIBE_APP_KEY') === null)
    needs(
      "VIBE_APP_KEY: the platform brings the operators' sessions, and they belong to an app key. (npm run platform shows it with the sandbox.)",
    )
  if (read.text('PUBLIC_URL') === null)
    needs('PUBLIC_URL: the address of the app in the platform, https://app-<id>.vibecode.bitrix24.tech.')
  if (proxy === undefined)
    needs('TRUSTED_PROXIES: the addresses from which the platform calls. X-Vibe-* of all others is refused.')
  if ([proxy, ...proxies].some((block) => block?.endsWith('/0')))
    needs('TRUSTED_PROXIES that name the platform: a block that ends with /0 is everybody.')
  if (ancestor === undefined)
    needs('FRAME_ANCESTORS: the portals that show it in a frame, such as https://company.bitrix24.ru.')
  if (proxy === undefined || ancestor === undefined) return null
  return {
    kind: 'platform',
    trustedProxies: [proxy, ...proxies],
    frameAncestors: [ancestor, ...ancestors],
  }
}
