import { writeStored } from '#src/lib/storage.ts'

const THEME_KEY = 'flowstop.theme'

/** Light, dark, or as the system is: at once, and kept in this browser. */
export function chooseTheme(theme: 'system' | 'light' | 'dark'): void {
  writeStored(localStorage, THEME_KEY, theme === 'system' ? null : theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
