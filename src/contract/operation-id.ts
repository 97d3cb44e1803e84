/** What names a termination or a batch: made by the page for each press, and never sent twice as something new. */
export function isOperationId(value: string): boolean {
  return /^[A-Za-z0-9_-]{8,64}$/.test(value)
}
