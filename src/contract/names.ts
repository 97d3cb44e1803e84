import { readObject, readText } from './read.ts'

/**
 * Names by id, as far as the API gives them; documents by `DOCUMENT_ID` as rows have it. What is absent has no known name:
 * show the id.
 */
export type Names = {
  users: Record<string, string>
  templates: Record<string, string>
  documents: Record<string, string>
}

export const NO_NAMES: Names = { users: {}, templates: {}, documents: {} }

/** Decodes the answer of `GET /api/names?users=1,2&templates=713&documents=DEAL_5`; what is unreadable is left out. */
export function decodeNames(value: unknown): Names {
  const data = readObject(readObject(value).data)
  return {
    users: readNames(data.users),
    templates: readNames(data.templates),
    documents: readNames(data.documents),
  }
}

/** A name that was given; what every object has by nature (`constructor`) is none, whatever ids a portal uses. */
export function findName(names: Readonly<Record<string, string>>, id: string | null): string | undefined {
  return id !== null && Object.hasOwn(names, id) ? names[id] : undefined
}

function readNames(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readObject(value)).flatMap(([id, name]) => {
      const text = readText(name)
      return text === null ? [] : [[id, text]]
    }),
  )
}
