type Event = { at: number; order: number; run: (at: number) => void }

/** What will happen, soonest first; equal times in the order they were planned. */
export type EventQueue = {
  plan: (at: number, run: (at: number) => void) => void
  /** Runs everything due at or before `now`, what that plans included. */
  runUntil: (now: number) => void
}

/** A binary heap: 100,000 workflows bring some 10,000 events. */
export function createEventQueue(): EventQueue {
  const heap: Event[] = []
  let planned = 0

  const isBefore = (a: Event | undefined, b: Event | undefined) =>
    a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order))

  const swap = (a: number, b: number) => {
    const [first, second] = [heap[a], heap[b]]
    if (!first || !second) return
    heap[a] = second
    heap[b] = first
  }

  function plan(at: number, run: (at: number) => void) {
    if (!Number.isFinite(at)) return
    planned += 1
    heap.push({ at, order: planned, run })
    let child = heap.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!isBefore(heap[child], heap[parent])) break
      swap(child, parent)
      child = parent
    }
  }

  function takeFirst(): Event | undefined {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    let parent = 0
    for (;;) {
      const left = parent * 2 + 1
      const smaller = isBefore(heap[left + 1], heap[left]) ? left + 1 : left
      if (!isBefore(heap[smaller], heap[parent])) return first
      swap(smaller, parent)
      parent = smaller
    }
  }

  return {
    plan,
    runUntil: (now) => {
      while (heap[0] && heap[0].at <= now) {
        const event = takeFirst()
        event?.run(event.at)
      }
    },
  }
}
