/** A key that is pressed meanwhile waits no longer than this. */
const SLICE_MS = 6
/** The clock is read once for so many. */
const BETWEEN_LOOKS = 250

/**
 * Visits all items, a few milliseconds at a time: a hundred thousand of anything never hold up a key. Resolves to false
 * when it was called off before the end.
 */
export async function visitInSlices<T>(
  items: readonly T[],
  visit: (item: T, index: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  let sliceEnd = performance.now() + SLICE_MS
  let index = -1
  for (const item of items) {
    index += 1
    visit(item, index)
    if (index % BETWEEN_LOOKS !== BETWEEN_LOOKS - 1 || performance.now() < sliceEnd) continue
    await nextTask()
    if (signal.aborted) return false
    sliceEnd = performance.now() + SLICE_MS
  }
  return !signal.aborted
}

/** After what waits: a key, a click, a frame. A message waits less than a timer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const run = () => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', run, { once: true })
    port1.start()
    port2.postMessage(null)
  })
}
