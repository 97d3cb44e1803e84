/** Where a browser cannot tell when it is idle (Safari): after the frame that is being painted. */
const FRAME_MS = 50
/** A tab in the background paints nothing: then there is no frame to wait for. */
const LONGEST_FRAME_MS = 500

/**
 * Runs a task when there is nothing else to do; the returned function takes it back. A browser calls itself idle also before
 * it has painted what has just come: first the frame, then the idle moment.
 */
export function onIdle(task: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(task, FRAME_MS)
    return () => clearTimeout(timer)
  }
  let isPainted = false
  const timer = setTimeout(wait, LONGEST_FRAME_MS)
  const frame = requestAnimationFrame(() => setTimeout(wait))
  let idle: number | null = null
  function wait() {
    if (isPainted) return
    isPainted = true
    idle = requestIdleCallback(task, { timeout: 1000 })
  }
  return () => {
    isPainted = true
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    if (idle !== null) cancelIdleCallback(idle)
  }
}
