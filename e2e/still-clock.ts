// Loaded into the server before anything else (`node --import`): it always starts in the same minute, so that pictures
// tell the same times on every day. What waits for a timer waits a third as long, and the clock goes as much faster; or,
// where a picture shows what is under way, timers never end and the clock hardly moves.

/** Far ahead: browsers forget cookies that end in their past, and their own clock is not the server's. */
const START = Date.parse('2030-03-12T09:30:00Z')
const IS_STOPPED = process.env.STILL_CLOCK === 'stopped'
const HASTE = IS_STOPPED ? 0.01 : 3
const LONG_TIMER_MS = 1000
const NEVER_MS = 2 ** 30

const RealDate = Date
const realSetTimeout = setTimeout
const began = performance.now()
const now = () => START + Math.floor((performance.now() - began) * HASTE)
const stretch = (ms: number) => (ms < LONG_TIMER_MS ? ms : IS_STOPPED ? NEVER_MS : ms / HASTE)

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args: unknown[], made) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], made),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
})

globalThis.setTimeout = Object.assign(
  (task: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    realSetTimeout(task, stretch(ms), ...args),
  realSetTimeout,
) as typeof setTimeout
