import { useQueryClient } from '@tanstack/react-query'
import { startTransition, useEffect, useRef, useState } from 'react'

import { nameQueries } from '#src/api/names.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { useHttp } from '#src/session/session-context.ts'

/** Rows that only pass by while somebody scrolls are not asked for. */
const REST_MS = 300
/** As many as one call of the API names (vibe-api.md section 7). */
const MOST_TITLES = 50

/** Titles of the documents of these rows, by document id: each is asked for once, when its row has come to rest. */
export function useTitles(rows: readonly Pick<Workflow, 'moduleId' | 'documentId'>[], isOn: boolean) {
  const client = useQueryClient()
  const http = useHttp()
  const asked = useRef(new Set<string>())
  const [titles, setTitles] = useState<Names['documents']>({})

  useEffect(() => {
    if (!isOn) return
    let isCurrent = true
    const ask = async () => {
      const ids = rows.flatMap(({ moduleId, documentId }) =>
        moduleId === 'crm' && documentId !== null && !asked.current.has(documentId) ? [documentId] : [],
      )
      const documents = [...new Set(ids)].slice(0, MOST_TITLES)
      if (documents.length === 0 || !isCurrent) return
      for (const id of documents) asked.current.add(id)
      const request = nameQueries.of(http, { users: [], templates: [], documents })
      // Best effort: the rows have their numbers.
      const names = await client.fetchQuery(request).catch(() => null)
      // Every row is drawn anew for it: no key and no click waits.
      if (names !== null) startTransition(() => setTitles((known) => ({ ...known, ...names.documents })))
      await ask()
    }
    const timer = setTimeout(() => void ask(), REST_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, http, rows, isOn])

  return titles
}
