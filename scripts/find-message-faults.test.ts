import { describe, expect, it } from 'vitest'

import { findMessageFaults } from './find-message-faults.mjs'

const plural = (forms: string[]) => [
  {
    declarations: ['input count', 'local plural = count: plural'],
    selectors: ['plural'],
    match: Object.fromEntries(forms.map((form) => [`plural=${form}`, `{count} ${form}`])),
  },
]

const en = { $schema: '…', rows: plural(['one', 'other']), hello: 'Hello {name}' }
const ru = { $schema: '…', rows: plural(['one', 'few', 'many', 'other']), hello: 'Привет, {name}' }
const sources = ['m.rows({ count }) + m.hello({ name })']

describe('findMessageFaults', () => {
  it('finds nothing where every message is written in both languages and used', () =>
    expect(findMessageFaults({ en, ru }, sources)).toEqual([]))

  it.each([
    [
      'a translation that is missing',
      { en, ru: { rows: ru.rows } },
      sources,
      /^hello is missing in messages\/ru/,
    ],
    ['a translation of nothing', { en, ru: { ...ru, bye: 'Пока' } }, sources, /^bye .* is unknown in en/],
    ['an input that is lost', { en, ru: { ...ru, hello: 'Привет' } }, sources, /^hello .* other inputs/],
    [
      'a plural form that is missing',
      { en, ru: { ...ru, rows: en.rows } },
      sources,
      /^rows .* no plural=few/,
    ],
    ['a message that nobody uses', { en, ru }, ['m.rows({ count })'], /^hello is used nowhere/],
    [
      'a longer name is not the message',
      { en, ru },
      ['m.rows() + m.hello_again()'],
      /^hello is used nowhere/,
    ],
  ])('finds %s', (_name, messages, texts, fault) => {
    const faults = findMessageFaults(messages, texts)
    expect(faults.filter((found) => fault.test(found))).toHaveLength(1)
  })
})
