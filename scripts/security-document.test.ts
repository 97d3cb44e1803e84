import { existsSync, readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { hasTest } from './defences/named-tests.mjs'
import { DEFENCES } from './defences/table.mjs'

const DOCUMENT = readFileSync('docs/security.md', 'utf8')

type Threat = { threat: string; defence: string; file: string; test: string }

/** The rows of the table of threats. */
function readThreats(): Threat[] {
  const [, table = ''] = DOCUMENT.split('## Threats, defences, tests')
  return table.split('\n').flatMap((line) => {
    const [, threat = '', defence = '', named = ''] = line.split('|').map((cell) => cell.trim())
    const [, file = '', test = ''] = /^`(.+?)` › (.+)$/.exec(named) ?? []
    return threat === '' || threat === 'Threat' || /^-+$/.test(threat)
      ? []
      : [{ threat, defence, file, test }]
  })
}

/** Tools, and what is shown in a real browser and on the wire only: taking that out needs the whole product. */
const NOT_TAKEN_OUT = [/^e2e\//, /^scripts\/audit\//, /^src\/testing\/find-secrets/]

it('every threat has a test that exists', () => {
  const threats = readThreats()
  expect(threats.length).toBeGreaterThan(60)
  const lost = threats.filter(
    ({ file, test }) => !existsSync(file) || !hasTest(readFileSync(file, 'utf8'), test),
  )
  expect(lost).toEqual([])
})

it('every file that is named in the table exists', () => {
  const named = readThreats().flatMap(({ defence }) => [
    ...defence.matchAll(/`((?:server|src|scripts)\/[^`]+)`/g),
  ])
  expect(named.length).toBeGreaterThan(30)
  expect(named.map(([, file = '']) => file).filter((file) => !existsSync(file))).toEqual([])
})

it('every test of a threat is shown to turn red without a defence', () => {
  const taken = new Set(DEFENCES.map(({ test }) => test.file))
  const files = new Set(readThreats().map(({ file }) => file))
  const untried = [...files].filter(
    (file) => !taken.has(file) && !NOT_TAKEN_OUT.some((pattern) => pattern.test(file)),
  )
  expect(untried).toEqual([])
  const named = DEFENCES.filter(({ test }) => !files.has(test.file)).map(({ name }) => name)
  expect(named).toEqual([])
})
