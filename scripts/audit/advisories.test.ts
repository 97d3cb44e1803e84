import { expect, it } from 'vitest'

import { describeAudit } from './advisories.mjs'

const audit = (severity: string) =>
  describeAudit(JSON.stringify({ vulnerabilities: { a: { name: 'a', severity, range: '<2' } } }))

it.each(['high', 'critical'])('a weakness that is %s fails, and is named', (severity) =>
  expect(audit(severity)).toEqual({ isBad: true, text: expect.stringContaining(`a <2: ${severity}`) }),
)

it('a lower one, and none, do not', () => {
  expect(audit('moderate')).toEqual({ isBad: false, text: expect.stringContaining('a <2: moderate') })
  expect(describeAudit('{"vulnerabilities":{}}')).toEqual({
    isBad: false,
    text: expect.stringContaining(' 0 in '),
  })
})

it.each(['', 'no JSON', '{"message":"request failed"}', '{"vulnerabilities":null}'])(
  'without an answer it says that nothing is known: %j',
  (text) => expect(describeAudit(text)).toEqual({ isBad: false, text: expect.stringContaining('NOT KNOWN') }),
)
