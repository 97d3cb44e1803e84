import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'

/** Prints what was tried, and remembers whether all of it was so. */
export function createReport() {
  const counts = { passed: 0, failed: 0 }
  return {
    counts,
    section: (title: string) => console.log(`\n${title}`),
    /** Compares what was found with what has to be. */
    check: (words: string, found: unknown, wanted: unknown) => {
      const isSo = isDeepStrictEqual(found, wanted)
      counts[isSo ? 'passed' : 'failed'] += 1
      console.log(`  ${isSo ? 'ok    ' : 'NOT OK'}  ${words}`)
      if (!isSo) console.log(`          found ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
    },
  }
}

export type Report = ReturnType<typeof createReport>

/** Waits until something is so. Throws when it does not become so. */
export async function until(words: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await isSo()) return
    await pause(50)
  }
  throw new Error(`It did not come so: ${words}`)
}
