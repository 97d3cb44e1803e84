import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

import { pages } from '#src/contract/addresses.ts'

import type { Drafts } from './drafts.ts'

const NAME = 'address'
/** Kept for convenience: nobody comes back for them. */
const PASSIVE: readonly string[] = [NAME, 'reasons']
/** Not for every key in a field that the address follows. */
const KEEP_AFTER_MS = 150

/** Keeps where the operator is, for the tab that comes after this one should it die. */
export function useKeptAddress(drafts: Drafts): void {
  const { pathname, search } = useLocation()
  const here = useRef(pathname + search)
  useEffect(() => {
    here.current = pathname + search
    const timer = setTimeout(() => drafts.write(NAME, here.current), KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [drafts, pathname, search])
  useEffect(() => {
    // Left on purpose: only what was picked or typed brings somebody back here.
    const handleHide = () => (hasWork(drafts) ? drafts.write(NAME, here.current) : drafts.drop(NAME))
    const handleShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) drafts.write(NAME, here.current)
    }
    window.addEventListener('pagehide', handleHide)
    window.addEventListener('pageshow', handleShow)
    return () => {
      window.removeEventListener('pagehide', handleHide)
      window.removeEventListener('pageshow', handleShow)
    }
  }, [drafts])
}

/** Whether something was picked or typed here. */
export function hasWork(drafts: Drafts): boolean {
  return drafts.names().some((name) => !PASSIVE.includes(name))
}

/** Where a tab that died was; `null` when this tab was opened at an address that somebody meant. */
export function findKeptAddress(drafts: Drafts, { pathname, search }: Pick<URL, 'pathname' | 'search'>) {
  const kept = drafts.read(NAME)
  const isBare = search === '' && (pathname === '/' || pathname === pages.workflows)
  return isBare && typeof kept === 'string' && kept.startsWith('/') ? kept : null
}
