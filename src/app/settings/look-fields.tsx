import { useState } from 'react'

import { findLocale, LOCALES } from '#src/contract/locales.ts'
import { m } from '#src/messages/messages.js'
import { chooseLocale, chosenLocale } from '#src/session/locale.ts'
import { THEMES, useTheme } from '#src/session/theme.ts'
import { SelectField } from '#src/ui/fields.tsx'

const THEME_WORDS = { system: m.theme_system, light: m.theme_light, dark: m.theme_dark }

/** Light, dark, or as the system says: in the operator's menu and in the settings. */
export function ThemeField() {
  const [theme, setTheme] = useTheme()
  return (
    <SelectField
      label={m.theme()}
      value={theme}
      onChange={({ target }) => setTheme(target.value === 'system' ? null : target.value)}
    >
      {THEMES.map((known) => (
        <option key={known} value={known}>
          {THEME_WORDS[known]()}
        </option>
      ))}
    </SelectField>
  )
}

/** Each language by its own name: who cannot read this one finds theirs. The page loads again in it. */
export function LanguageField() {
  const [isKept, setIsKept] = useState(true)
  return (
    <>
      <SelectField
        label={m.language()}
        value={chosenLocale() ?? ''}
        onChange={({ target }) => setIsKept(chooseLocale(findLocale(target.value)))}
      >
        <option value="">{m.language_browser()}</option>
        {LOCALES.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {nameOf(locale)}
          </option>
        ))}
      </SelectField>
      {!isKept && (
        <p role="status" className="text-meta text-warn">
          {m.language_not_kept()}
        </p>
      )}
    </>
  )
}

function nameOf(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
