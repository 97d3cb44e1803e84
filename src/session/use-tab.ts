import { useCallback, useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'

import type { Session } from '#src/contract/session.ts'

import { createDrafts } from './drafts.ts'
import { findKeptAddress, hasWork } from './kept-address.ts'
import { beginTab } from './tab.ts'

/** `isRestored`: something that a tab that died had open is back. */
export type OwnTab = { id: string; isRestored: boolean }

/** A link to a dialog names what it is about: nothing else opens over it. */
const OWN_DIALOG = /^\/workflows\/[^/]+\/terminate$/

/** Finds out once a page which tab this is. One that takes over the drafts of a dead tab goes where that one was. */
export function useTab() {
  const navigate = useNavigate()
  const go = useRef(navigate)
  useEffect(() => {
    go.current = navigate
  }, [navigate])
  const begun = useRef<ReturnType<typeof beginTab>>(null)
  const entered = useRef<Promise<OwnTab>>(null)

  return useCallback(() => {
    const begin = (begun.current ??= beginTab())
    const enter = async (session: Session): Promise<OwnTab> => {
      const { id, isAdopted } = await begin(session, !OWN_DIALOG.test(window.location.pathname))
      if (!isAdopted) return { id, isRestored: false }
      const drafts = createDrafts(session, id)
      const address = findKeptAddress(drafts, window.location)
      if (address !== null) void go.current(address, { replace: true })
      return { id, isRestored: address !== null || hasWork(drafts) }
    }
    return (session: Session) => (entered.current ??= enter(session))
  }, [])
}
