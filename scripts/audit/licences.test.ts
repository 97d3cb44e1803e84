import { describe, expect, it } from 'vitest'

import { findLicenceFaults, isLicenceAllowed, readLicences } from './licences.mjs'

describe('a licence', () => {
  it.each([
    'MIT',
    'ISC',
    '0BSD',
    '(MIT OR GPL-3.0)',
    'MIT AND ISC',
    '((MIT))',
    'Apache-2.0 WITH LLVM-exception',
  ])('is allowed: %s', (licence) => expect(isLicenceAllowed(licence, false)).toBe(true))

  it.each([
    'GPL-3.0',
    'AGPL-3.0-only',
    'MIT AND GPL-3.0',
    '(MIT OR ISC) AND SSPL-1.0',
    'UNLICENSED',
    'mit',
    '',
  ])('is refused: %j', (licence) => expect(isLicenceAllowed(licence, false)).toBe(false))

  it('that asks for its own changes to be published is for what builds and tests only', () => {
    expect(isLicenceAllowed('MPL-2.0', true)).toBe(true)
    expect(isLicenceAllowed('MPL-2.0', false)).toBe(false)
  })
})

const one = (name: string, licence: string) => ({ name, version: '1.0.0', licence, isForBuilding: false })

it('finds what is not allowed, what names nothing, and exceptions that nobody needs', () => {
  const packages = [
    one('good', 'MIT'),
    one('bad', 'GPL-3.0'),
    one('silent', ''),
    one('known', ''),
    one('sly', 'GPL-3.0'),
  ]
  const exceptions = [{ names: /^known$/ }, { names: /^sly$/ }]
  expect(findLicenceFaults(packages, exceptions)).toEqual([
    'bad 1.0.0 has the licence GPL-3.0',
    'silent 1.0.0 names no licence',
    'sly 1.0.0 has the licence GPL-3.0',
    'The exception for ^sly$ is not needed any more',
  ])
})

it('every package that is installed here may be', () => {
  const packages = readLicences('.')
  expect(packages.length).toBeGreaterThan(150)
  expect(packages.filter(({ isForBuilding }) => !isForBuilding).length).toBeGreaterThan(20)
  expect(findLicenceFaults(packages)).toEqual([])
})
