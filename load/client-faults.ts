import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

import { paths } from '#src/contract/addresses.ts'

import type { Check } from './checks.ts'
import { comesWithin, equal, expectation, OPEN, summarise, tell, type Fault } from './fault-kit.ts'
import { openRig, type Rig } from './rig.ts'

const MB = 1024 * 1024

/** Sockets to the gateway, and how many of them it still holds. */
function openSockets(rig: Rig, count: number, firstBytes: string) {
  const open = new Set<Socket>()
  for (let index = 0; index < count; index += 1) {
    const socket = connect(rig.port, '127.0.0.1', () => socket.write(firstBytes))
    open.add(socket)
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => open.delete(socket))
  }
  return {
    left: () => open.size,
    /** One byte of a header more, on each. */
    dribble: () => open.forEach((socket) => socket.writable && socket.write('x')),
    sockets: open,
    close: () => open.forEach((socket) => socket.destroy()),
  }
}

async function settle(rig: Rig, token: string): Promise<Check[]> {
  return [
    equal('a list afterwards', (await tell(rig.call(paths.workflows, { token }))).told, '200'),
    equal('errors in its log', rig.unforeseen().length, 0),
  ]
}

async function open(workflowCount = 200) {
  const rig = await openRig({ sandbox: { workflowCount, life: false, limits: false }, env: OPEN })
  return { rig, token: rig.sandbox.issueSession({ userId: 1 }) }
}

/** Waits while bytes dribble in, until the gateway has let all of them go; seconds, or `Infinity`. */
async function untilLetGo(sockets: ReturnType<typeof openSockets>, mostSeconds: number): Promise<number> {
  for (let second = 0; second < mostSeconds; second += 1) {
    await pause(1000)
    sockets.dribble()
    if (sockets.left() === 0) return second + 1
  }
  return Infinity
}

type Dribble = {
  part: 'head' | 'body'
  connections: number
  /** What each connection begins with. */
  begin: (token: string) => string
  /** By when the gateway has let go of all of them. */
  seconds: number
}

/** Connections on which a request comes byte by byte. */
async function dribble({ part, connections, begin, seconds }: Dribble): Promise<Check[]> {
  const { rig, token } = await open()
  const sockets = openSockets(rig, connections, begin(token))
  try {
    await pause(1000)
    const list = await tell(rig.call(paths.workflows, { token }))
    const after = await untilLetGo(sockets, seconds + 10)
    return [
      comesWithin(`a list while ${connections} connections dribble a ${part}`, list, 1),
      expectation('all of them let go', `after ${after} s`, `within ${seconds} s`, after <= seconds),
      ...(await settle(rig, token)),
    ]
  } finally {
    sockets.close()
    await rig.close()
  }
}

const SLOW_HEADS: Dribble = {
  part: 'head',
  connections: 300,
  begin: () => `GET /api/session HTTP/1.1\r\nHost: localhost\r\nX-Slow: `,
  seconds: 15,
}
const SLOW_BODIES: Dribble = {
  part: 'body',
  connections: 100,
  begin: (token) =>
    `POST ${paths.batches} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100000\r\n\r\n{`,
  seconds: 35,
}

/** The whole mirror, uncompressed, to clients that read nothing of it. */
async function slowReaders(): Promise<Check[]> {
  const { rig, token } = await open(20_000)
  try {
    await rig.call(paths.workflows, { token })
    for (let tries = 0; tries < 60; tries += 1) {
      const { data } = (await (await rig.call(paths.mirror, { token })).json()) as {
        data: { isComplete: boolean }
      }
      if (data.isComplete) break
      await pause(500)
    }
    const before = rig.resources().memory
    // So many that the system's own buffers, some MB a connection, are full.
    const request = `GET ${paths.mirror} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`
    const sockets = openSockets(rig, 70, request.repeat(25))
    for (const socket of sockets.sockets) socket.pause()
    await pause(15_000)
    const held = (await rig.metrics()).value('flowstop_requests_in_flight', { kind: 'mirror' }) ?? 0
    const grown = (rig.resources().memory - before) / MB
    const [list, journal] = [
      await tell(rig.call(paths.workflows, { token })),
      await tell(rig.call(paths.journal, { token })),
    ]
    sockets.close()
    await pause(1000)
    const after = await tell(rig.call(paths.mirror, { token }))
    return [
      expectation('answers held for 70 clients that do not read', held, '1 to 50', held >= 1 && held <= 50),
      expectation('memory grown by it', `${grown.toFixed(0)} MB`, 'under 200 MB', grown < 200),
      equal('list and journal meanwhile', summarise([list, journal]), '2 x 200'),
      equal('the mirror when they have gone', after.told, '200'),
      ...(await settle(rig, token)),
    ]
  } finally {
    await rig.close()
  }
}

async function manyConnections(): Promise<Check[]> {
  const { rig, token } = await open()
  const sockets = openSockets(rig, 2500, '')
  try {
    await pause(3000)
    const held = rig.resources().handles
    const health = await tell(rig.call('/healthz'))
    const checks = [
      expectation('files and sockets open, of 2,500 that ask', held, 'at most 2,050', held <= 2050),
      expectation(
        'one more meanwhile',
        health.told,
        'let go, or answered',
        ['no answer', '200'].includes(health.told),
      ),
    ]
    sockets.close()
    await pause(500)
    return [...checks, ...(await settle(rig, token))]
  } finally {
    sockets.close()
    await rig.close()
  }
}

/** At the real pace: what strangers make up must not use up what operators live on. */
async function madeUpTokens(): Promise<Check[]> {
  const rig = await openRig({ sandbox: { workflowCount: 200, life: false, latencyMs: 50 } })
  const token = rig.sandbox.issueSession({ userId: 1 })
  try {
    await rig.call(paths.workflows, { token })
    const flood = Array.from({ length: 1000 }, (_, index) =>
      tell(rig.call(paths.journal, { token: `vibe_session_made_up_${index}` })),
    )
    await pause(200)
    const list = await tell(rig.call(paths.workflows, { token }))
    const answers = await Promise.all(flood)
    const asked = rig.sandbox.record.requests['GET /v1/me'] ?? 0
    return [
      expectation(
        '1,000 made-up tokens at once',
        summarise(answers),
        'each 401 or 503',
        answers.every(({ told }) => /^(401|503)/.test(told)),
      ),
      expectation('calls of the API for them', asked, 'at most 100', asked <= 100),
      comesWithin("an operator's list meanwhile", list, 12),
      equal('errors in its log', rig.unforeseen().length, 0),
    ]
  } finally {
    await rig.close()
  }
}

export const CLIENT_FAULTS: readonly Fault[] = [
  { name: 'slow-heads', run: () => dribble(SLOW_HEADS) },
  { name: 'slow-bodies', run: () => dribble(SLOW_BODIES) },
  { name: 'slow-readers', run: slowReaders },
  { name: 'many-connections', run: manyConnections },
  { name: 'made-up-tokens', run: madeUpTokens },
]
