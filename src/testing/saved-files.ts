import { vi } from 'vitest'

export type SavedFile = { name: string; text: () => Promise<string> }

/** The files that the page saves from now on: the browser's part of a download is not there in a test. */
export function watchSavedFiles(): SavedFile[] {
  const saved: SavedFile[] = []
  const blobs: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob)
    return `blob:${blobs.length}`
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    const blob = blobs.at(-1)
    if (blob) saved.push({ name: this.download, text: () => blob.text() })
  })
  return saved
}

/** What is below the head rows, as records by the names of the columns. Enough CSV for what stories write. */
export function readRecords(text: string): Record<string, string>[] {
  const rows = text
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    )
  const heads = rows[rows.findIndex((row) => row.length === 1 && row[0] === '') + 1] ?? []
  return rows
    .slice(rows.indexOf(heads) + 1)
    .filter((row) => row.length === heads.length)
    .map((row) => Object.fromEntries(heads.map((head, column) => [head, row[column] ?? ''])))
}
