import { expect, it } from 'vitest'

import { GATEWAY_MEASURES, toGatewayRows, type GatewaySamples } from './gateway-report.ts'

const MB = 1024 * 1024
const NONE = Object.fromEntries(GATEWAY_MEASURES.map((name) => [name, []])) as unknown as GatewaySamples

it('is over where more is bad and there is more, or less is bad and there is less', () => {
  const rows = toGatewayRows({
    ...NONE,
    directP50: [3],
    addedP50: [0.5, 0.7, 9],
    passThrough: [900],
    peer: [1000],
    terminations: [250],
    atRest: [130 * MB],
  })
  expect(
    rows.map(({ measure, page, floor, isOver }) => [measure.split(',')[0], page, floor, isOver]),
  ).toEqual([
    ['added time per call at 100/s', 0.7, 3, false],
    ['list passed through', 900, 1000, true],
    ['terminations on record', 250, null, false],
    ['memory at rest', 130, null, true],
  ])
})
