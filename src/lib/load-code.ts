const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

/** Code of this page did not come: there is no network, or the console was updated and its files have other names now. */
export class CodeFailure extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'CodeFailure'
  }
}

/** Loads what nobody misses meanwhile: again and again, after pauses of a second to a minute, or when the network is back. */
export async function loadPatiently<T>(load: () => Promise<T>): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await load()
    } catch {
      await untilOnlineOr(pauseMs)
    }
  }
}

function untilOnlineOr(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    window.addEventListener('online', end)
  })
}
