import { atLeast, atMost, median, type Row } from './report.ts'

/** Raw samples of the gateway's bench, one for each run. */
export type GatewaySamples = Record<(typeof GATEWAY_MEASURES)[number], number[]>

export const GATEWAY_MEASURES = [
  'directP50',
  'directP99',
  'addedP50',
  'addedP99',
  'passThrough',
  'peer',
  'terminations',
  'start',
  'atRest',
  'withMirror',
  'mirrorBytes',
  'mirrorMs',
] as const

const MB = 1024 * 1024

/** The table "The gateway" of budgets.md, as far as it is measured here; what was not measured is left out. */
export function toGatewayRows(samples: GatewaySamples): Row[] {
  const at = (name: keyof GatewaySamples) => median(samples[name])
  const peer = at('peer')
  const rows: [keyof GatewaySamples, Row][] = [
    [
      'addedP50',
      atMost('added time per call at 100/s, p50, ms', at('addedP50'), 1, { floor: at('directP50') }),
    ],
    [
      'addedP99',
      atMost('added time per call at 100/s, p99, ms', at('addedP99'), 5, { floor: at('directP99') }),
    ],
    ['passThrough', atLeast('list passed through, calls/s (peer: Express)', at('passThrough'), peer, peer)],
    ['terminations', atLeast('terminations on record, calls/s', at('terminations'), 200)],
    ['start', atMost('start to listening, ms', at('start'), 500)],
    ['atRest', atMost('memory at rest, MB', at('atRest') / MB, 120)],
    ['withMirror', atMost('memory with a mirror of the most rows, MB', at('withMirror') / MB, 300)],
    ['mirrorBytes', atMost('the mirror to a page, kB compressed', at('mirrorBytes') / 1000, 3000)],
    ['mirrorMs', atMost('the mirror to a page, ms', at('mirrorMs'), 1500)],
  ]
  return rows.flatMap(([name, row]) => (samples[name].length === 0 ? [] : row))
}
