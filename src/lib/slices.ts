/** A key that is pressed meanwhile waits no longer than this. */
const SLICE_MS = 6
const LOOK_EVERY = 500

/** Visits all items, a few milliseconds at a time. Resolves to `false` when that was called off before the end. */
export async function visitInSlices<T>(
  items: readonly T[],
  visit: (item: T) => void,
  signal: AbortSignal,
): Promise<boolean> {
  let sliceEnd = performance.now() + SLICE_MS
  for (const [index, item] of items.entries()) {
    visit(item)
    if (index % LOOK_EVERY !== LOOK_EVERY - 1 || performance.now() < sliceEnd) continue
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
