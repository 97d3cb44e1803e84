/** Chromium reads the blob a while after the click. */
const KEPT_MS = 60_000

/** Saves a text as a file of this name, as if a link to it had been followed. */
export function downloadCsv(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}
