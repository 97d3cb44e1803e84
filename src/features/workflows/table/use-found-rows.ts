import { useLayoutEffect, useRef } from 'react'

import { LIST_SEARCH_ID } from '#src/features/workflows/toolbar/search-field.tsx'

/**
 * The way from the search to the first row it finds. Rows follow what is typed a moment later: until they do, the keys go
 * nowhere, so that none of them is meant for what is found and does something to what was shown before.
 * `q`: what the rows were searched for. `goToFirst`: false when there is none.
 */
export function useFoundRows(q: string, goToFirst: () => boolean): () => boolean {
  /** What is being searched for since the way was asked for. */
  const awaited = useRef<string | null>(null)

  useLayoutEffect(() => {
    const field = readField()
    if (field === null || awaited.current === null) return
    // Or something else has changed the search meanwhile.
    const isOver = q === awaited.current || field.value !== awaited.current
    if (!isOver) return
    awaited.current = null
    field.readOnly = false
    if (field.value === q && document.activeElement === field) goToFirst()
  })
  useLayoutEffect(
    () => () => {
      // Nothing was found: the search is typed on.
      if (awaited.current !== null) readField()?.removeAttribute('readonly')
    },
    [],
  )

  return () => {
    const field = readField()
    if (field === null || field.value === q) return goToFirst()
    awaited.current = field.value
    field.readOnly = true
    return true
  }
}

function readField(): HTMLInputElement | null {
  const element = document.getElementById(LIST_SEARCH_ID)
  return element instanceof HTMLInputElement ? element : null
}
