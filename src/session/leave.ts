type Leave = (url: string) => void

let leaveBy: Leave = (url) => window.location.assign(url)

/** Leaves the page for another address: the one way out, so that tests can watch it. */
export function leave(url: string): void {
  leaveBy(url)
}

/** Tests only: replaces the way out and returns how to put it back. */
export function replaceLeave(by: Leave): () => void {
  const previous = leaveBy
  leaveBy = by
  return () => {
    leaveBy = previous
  }
}
