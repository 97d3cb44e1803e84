import { gateway, inUnit } from './kinds.mjs'

const platform = (name) => inUnit(gateway('platform.test.ts'), name)

/** What holds inside the platform, and when there is too much of everything. */
export const PLACES = [
  {
    name: 'the platform’s headers count from its own addresses',
    file: gateway('platform-gate.ts'),
    from: 'if (!isTrusted(peer)) {',
    to: 'if (!isTrusted(peer) && told.size < 0) {',
    test: platform('gives nothing to a peer that is not the platform'),
  },
  {
    name: 'the API says whose session it is',
    file: gateway('platform-gate.ts'),
    from: 'if (user === null || (id !== null && id !== user.id)) return caller',
    to: 'if (user === null) return caller',
    test: platform('is whom the API names, whatever else the header says'),
  },
  {
    name: 'made-up tokens wait outside',
    file: gateway('rights.ts'),
    from: 'if (strangers >= MOST_STRANGERS) throw busy()',
    to: 'if (strangers < 0) throw busy()',
    test: inUnit(gateway('rights.test.ts'), 'asks about made-up tokens a few at a time'),
  },
  {
    name: 'too much at once is refused',
    file: gateway('admission.ts'),
    from: 'if (inFlight[kind] >= most[kind]) {',
    to: 'if (inFlight[kind] >= most[kind] * 99) {',
    test: inUnit(gateway('admission.test.ts'), 'keeps two hundred lists waiting behind a slow API'),
  },
]
