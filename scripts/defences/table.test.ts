import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { hasTest } from './named-tests.mjs'
import { takeOut, verdict } from './run.mjs'
import { DEFENCES } from './table.mjs'

const read = (file: string) => readFileSync(file, 'utf8')
const result = (status: string, message = 'AssertionError: expected 1 to be 2') => ({
  fullName: 'the door is shut',
  status,
  failureMessages: status === 'failed' ? [message] : [],
})

describe('the defences', () => {
  it('have names of their own', () => {
    expect(DEFENCES.length).toBeGreaterThan(60)
    expect(new Set(DEFENCES.map(({ name }) => name)).size).toBe(DEFENCES.length)
  })

  it('can each be taken out: their text stands in the source exactly once', () => {
    const lost = DEFENCES.filter((defence) => takeOut(read(defence.file), defence) === null)
    expect(lost.map(({ name, file }) => `${name}: ${file}`)).toEqual([])
  })

  it('each have a test that exists', () => {
    const lost = DEFENCES.filter(({ test }) => !hasTest(read(test.file), test.name))
    expect(lost.map(({ test }) => `${test.file} › ${test.name}`)).toEqual([])
  })
})

describe('a patch', () => {
  const patch = { from: 'shut', to: 'open' }

  it('takes out what stands there once', () => expect(takeOut('a shut door', patch)).toBe('a open door'))

  it.each(['an open door', 'shut, shut', ''])('does not apply to %j', (text) =>
    expect(takeOut(text, patch)).toBeNull(),
  )
})

describe('a test without its defence', () => {
  it('is red by what it says', () => {
    expect(verdict([result('failed')], { name: 'is shut' })).toBe('red')
    const broken = 'console.error: Objects are not valid as a React child'
    expect(verdict([result('failed', `Error: ${broken}`)], { name: 'is shut' })).toBe('red')
  })

  it('does not count where it stays green, breaks off or does not run', () => {
    expect(verdict([result('passed')], { name: 'is shut' })).toBe('its test stays green')
    expect(verdict([result('failed', 'SyntaxError: x')], { name: 'is shut' })).toMatch(
      /broke off: SyntaxError/,
    )
    expect(verdict([result('failed')], { name: 'is open' })).toBe('its test did not run')
    expect(verdict([], { name: 'is shut' })).toBe('its test did not run')
  })
})

describe('a test that is named', () => {
  const text = `
    it('is shut at night', () => {})
    describe.each(Object.entries(X))('a door of %s', () => {
      it.each([['a', 1], ['b (c)', 2]])(
        'holds against %s and %j', async (name) => {})
    })
    const other = 'is open by day'
  `

  it.each(['is shut at night', 'shut at', 'a door of oak', 'holds against wind and 3'])(
    'is found: %s',
    (name) => expect(hasTest(text, name)).toBe(true),
  )

  it.each(['is shut at day', 'is open by day', 'a window of oak'])('is not there: %s', (name) =>
    expect(hasTest(text, name)).toBe(false),
  )
})
