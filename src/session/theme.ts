import { useLayoutEffect } from 'react'

import { readOneOf } from '#src/contract/read.ts'

import { useStored } from './stored.ts'

/** `system` is the usual: what the system says. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const parseTheme = (stored: unknown): Theme => readOneOf(THEMES, stored) ?? 'system'

/** The theme of this browser; storing `null` goes back to `system`. */
export function useTheme() {
  return useStored('flowstop.theme', parseTheme)
}

/** Dresses the page; before the first paint `public/session-start.js` did. */
export function useShownTheme(): void {
  const [theme] = useTheme()
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
}
