// Compiles the messages for the type checker; Vite does the same by its plugin. Fails when a language is not whole.
import { globSync, readFileSync } from 'node:fs'

import { compile } from '@inlang/paraglide-js'

import { LOCALES } from '#src/contract/locales.ts'
import { findMessageFaults } from './find-message-faults.mjs'
import { messagesOptions } from './messages-options.mjs'

checkMessages()
await compile(messagesOptions)
// The compiler leaves timers of half a minute behind, and nothing that has to wait for them.
process.exit(0)

/** Exits with 1 and says what to do. */
function checkMessages() {
  const messages = LOCALES.map((locale) => [
    locale,
    JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8')),
  ])
  const sources = globSync(['src/**/*.{ts,tsx}', 'scripts/in-locale.mjs'], {
    exclude: ['src/messages/**', '**/*.test.*'],
  })
  const faults = findMessageFaults(
    Object.fromEntries(messages),
    sources.map((file) => readFileSync(file, 'utf8')),
  )
  if (faults.length === 0) return
  console.error(`The messages are not whole:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  process.exit(1)
}
