import { globSync, readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { patternsOf, slowPartsOf } from './find-slow-patterns.mjs'

it.each(['(a+)+', '(a*)*b', '(?:a|b+)*', '([a-z]+\\.?)+', '((a)+)+', '(x(a{2,}))+', '(?<name>a+)*$'])(
  'finds a repetition of a repetition: %s',
  (pattern) => expect(slowPartsOf(pattern)).toHaveLength(1),
)

it.each([
  'a+',
  '(ab)+',
  '(a+)',
  '(a+)?',
  '(a+){2}',
  '[(a+)+]',
  '\\(a+\\)+',
  '(a{1,3})+',
  '^(?:[^"]|"")*$',
  'a+b+',
])('leaves others alone: %s', (pattern) => expect(slowPartsOf(pattern)).toEqual([]))

it('reads patterns wherever they stand', () => {
  const text = 'const a = /a"+/g.test(b as string) ? x / y / z : new RegExp("b+")'
  expect(patternsOf('a.ts', text)).toEqual(['a"+', 'b+'])
})

it('no pattern of ours takes for ever', () => {
  const files = globSync(['src/**/*.{ts,tsx}', 'server/**/*.ts', 'public/*.js']).filter(
    (file) => !file.startsWith('src/messages'),
  )
  const found = files.map((file) => ({ file, patterns: patternsOf(file, readFileSync(file, 'utf8')) }))
  expect(found.flatMap(({ patterns }) => patterns).length).toBeGreaterThan(100)
  const slow = found.flatMap(({ file, patterns }) =>
    patterns.flatMap(slowPartsOf).map((part) => `${file}: ${part}`),
  )
  expect(slow).toEqual([])
})
