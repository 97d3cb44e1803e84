import { expect, it } from 'vitest'

import { codeLabel, routeOf, statusClass } from './labels.ts'

it.each([
  ['/v1/workflows', '/v1/workflows'],
  ['/v1/workflows/65e1a.123', '/v1/workflows/:id'],
  ['/v1/users/7', '/v1/users/:id'],
  ['/v1/me', '/v1/me'],
  ['/v1/workflows/1/2', 'other'],
  ['/v1/new', 'other'],
])('the route of %s is %s', (path, route) => {
  expect(routeOf(path)).toBe(route)
})

it('keeps codes and statuses within bounds', () => {
  expect([
    codeLabel('BITRIX_ERROR'),
    codeLabel('toString'),
    codeLabel('X'.repeat(999)),
    codeLabel(null),
  ]).toEqual(['BITRIX_ERROR', 'other', 'other', 'none'])
  expect([statusClass(404), statusClass(503), statusClass(null)]).toEqual(['4xx', '5xx', 'none'])
})
