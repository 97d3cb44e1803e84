import { expect, it } from 'vitest'

import { confirmationOf, findProtection } from './protection.ts'

const NONE = { protectedTemplates: [], protectedStarters: [] }
const BOTH = { protectedTemplates: ['713'], protectedStarters: ['0'] }

it.each([
  [{ templateId: '713', startedBy: '5' }, BOTH, 'template'],
  [{ templateId: '714', startedBy: '0' }, BOTH, 'starter'],
  [{ templateId: '714', startedBy: '5' }, BOTH, null],
  // Written back by its running step: it may have been one of them.
  [{ templateId: '0', startedBy: '5' }, BOTH, 'unknown'],
  [{ templateId: null, startedBy: '5' }, BOTH, 'unknown'],
  [{ templateId: '714', startedBy: null }, BOTH, 'unknown'],
  [null, BOTH, 'unknown'],
  [null, NONE, null],
  [{ templateId: null, startedBy: null }, NONE, null],
  [{ templateId: '0', startedBy: '0' }, { ...NONE, protectedStarters: ['7'] }, null],
] as const)('%o under %o: %s', (workflow, rules, protection) => {
  expect(findProtection(workflow, rules)).toBe(protection)
})

it('is confirmed by the end of the ID', () => {
  expect(confirmationOf('6abea85d04f0dd.74872897')).toBe('2897')
  expect(confirmationOf('ab')).toBe('ab')
})
