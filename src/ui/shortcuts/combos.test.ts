import { describe, expect, it } from 'vitest'

import { ariaKeysOf, comboOf, isCharacter, keyNames } from './combos.ts'

const press = (
  key: string,
  code: string,
  held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {},
) => ({
  key,
  code,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
})
const SHIFT = { shiftKey: true }
const CTRL = { ctrlKey: true }
const META = { metaKey: true }

describe('a key that was pressed', () => {
  it.each([
    ['j', press('j', 'KeyJ')],
    // Caps Lock.
    ['j', press('J', 'KeyJ')],
    ['Shift+J', press('J', 'KeyJ', SHIFT)],
    // A Russian layout.
    ['j', press('о', 'KeyJ')],
    ['k', press('л', 'KeyK')],
    ['x', press('ч', 'KeyX')],
    ['t', press('е', 'KeyT')],
    ['Shift+J', press('О', 'KeyJ', SHIFT)],
    ['Mod+K', press('л', 'KeyK', CTRL)],
    ['/', press('.', 'Slash')],
    ['?', press(',', 'Slash', SHIFT)],
    ['/', press('/', 'Backslash', SHIFT)],
    ['?', press('?', 'Digit7', SHIFT)],
    // Dvorak and a German layout: what the key says counts, not where it is.
    ['t', press('t', 'KeyK')],
    ['/', press('/', 'Digit7', SHIFT)],
    ['?', press('?', 'Minus', SHIFT)],
    ['ArrowDown', press('ArrowDown', 'ArrowDown')],
    ['Shift+ArrowDown', press('ArrowDown', 'ArrowDown', SHIFT)],
    ['Mod+Enter', press('Enter', 'NumpadEnter', CTRL)],
  ])('is %s', (combo, pressed) => expect(comboOf(pressed, false)).toBe(combo))

  it('is held with ⌘ on a Mac, and with Ctrl elsewhere', () => {
    expect(comboOf(press('k', 'KeyK', META), true)).toBe('Mod+K')
    expect(comboOf(press('k', 'KeyK', CTRL), true)).toBe(null)
    expect(comboOf(press('k', 'KeyK', META), false)).toBe(null)
    expect(keyNames('Mod+K', true)).toEqual(['⌘', 'K'])
    expect(keyNames('Mod+K', false)).toEqual(['Ctrl', 'K'])
    expect(ariaKeysOf(['Mod+K'], true)).toBe('Meta+K')
    expect(ariaKeysOf(['g w', 'Shift+J', '/'], false)).toBe('Shift+J /')
  })

  it('is nothing with Alt, with AltGr, or as a modifier alone', () => {
    expect(comboOf(press('j', 'KeyJ', { altKey: true }), false)).toBe(null)
    expect(comboOf(press('t', 'KeyT', { altKey: true, ctrlKey: true }), false)).toBe(null)
    expect(comboOf(press('Shift', 'ShiftLeft', SHIFT), false)).toBe(null)
  })
})

it('a character alone is told from what no one types by speaking', () => {
  expect(['j', '?', 'Shift+J', 'g w'].every(isCharacter)).toBe(true)
  expect(['Mod+K', 'ArrowDown', 'Shift+ArrowDown', 'Enter'].some(isCharacter)).toBe(false)
})
