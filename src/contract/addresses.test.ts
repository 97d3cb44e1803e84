import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createStaticPage } from '#server/gateway/static-page.ts'

import { pages, paths, safeReturnTo } from './addresses.ts'

const ORIGIN = 'https://flowstop.example'

describe('the way back after sign-in', () => {
  it('keeps path and query of this origin', () => {
    expect(safeReturnTo('/workflows?preset=stuck#x', ORIGIN)).toBe('/workflows?preset=stuck#x')
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'workflows',
    '',
    null,
    undefined,
  ])('%j leads to the start page', (value) => expect(safeReturnTo(value, ORIGIN)).toBe('/'))

  it('never leaves the origin, whatever is asked', () => {
    const piece = fc.constantFrom('/', '\\', '.', '//', '%2f', '@', ':', 'evil.example', '\t', '?', '#', 'a')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const way = safeReturnTo(`/${pieces.join('')}`, ORIGIN)
        expect(new URL(way, ORIGIN).origin).toBe(ORIGIN)
      }),
    )
  })
})

describe('addresses', () => {
  it('encode ids and reasons', () => {
    expect(paths.workflow('a.b')).toBe('/v1/workflows/a.b')
    expect(paths.workflow('../x')).toBe('/v1/workflows/..%2Fx')
    expect(pages.terminate('a.b', { mode: 'force', reason: 'a&b' })).toBe(
      '/workflows/a.b/terminate?mode=force&reason=a%26b',
    )
    expect(pages.terminate('a.b', { mode: 'soft' })).toBe('/workflows/a.b/terminate')
  })
})

describe('the addresses of pages', () => {
  it('each lead to the page at the gateway', async () => {
    const gateway = createStaticPage({ files: [], publicUrl: ORIGIN, isTiedToPublicUrl: false })
    const addresses = Object.values(pages).map((page) => (typeof page === 'string' ? page : page('force')))
    for (const address of addresses) {
      const { pathname } = new URL(address, ORIGIN)
      const { status } = await gateway.request(pathname)
      // Known, and only not built.
      expect([pathname, status]).toEqual([pathname, 503])
    }
  })

  it('may name a part of the help', () => {
    expect(pages.help()).toBe('/help')
    expect(pages.help('force')).toBe('/help#force')
  })
})
