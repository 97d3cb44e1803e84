import type { Sender } from './send.ts'

/** Knows what is on the wire, so that a process that ends can wait for it. */
export function createUnderWay(inner: Sender) {
  const sent = new Set<Promise<unknown>>()
  const send: Sender = (row, sending) => {
    const one = inner(row, sending)
    sent.add(one)
    void one.finally(() => sent.delete(one))
    return one
  }
  return {
    send,
    /** Resolves when nothing is on the wire, and nothing waits for its slot. */
    untilSettled: async (): Promise<void> => {
      while (sent.size > 0) await Promise.all(sent)
    },
  }
}
