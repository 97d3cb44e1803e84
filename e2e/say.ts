import type { PageLocale } from '#src/contract/locales.ts'

import { readMessages } from './words.ts'

type Variants = { match: Record<string, string> }[]
type Inputs = Record<string, string | number>

/** Says a message of `messages/*.json` as the page does; tests of both languages type no word twice. */
export function createWords(locale: PageLocale): (key: string, inputs?: Inputs) => string {
  const messages = readMessages(locale) as Record<string, string | Variants>
  const rules = new Intl.PluralRules(locale)
  return (key, inputs = {}) => {
    const message = messages[key]
    if (message === undefined) throw new Error(`messages/${locale}.json has no ${key}`)
    const text = typeof message === 'string' ? message : chooseVariant(message, inputs, rules)
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(inputs[name]))
  }
}

function chooseVariant(message: Variants, inputs: Inputs, rules: Intl.PluralRules): string {
  const plural = rules.select(Number(inputs.count ?? inputs.days))
  const fits = (condition: string) => {
    const [name = '', value] = condition.trim().split('=')
    return value === '*' || value === (name === 'plural' ? plural : String(inputs[name]))
  }
  const found = message
    .flatMap(({ match }) => Object.entries(match))
    .find(([conditions]) => conditions.split(',').every(fits))
  if (found === undefined) throw new Error(`no form for ${JSON.stringify(inputs)}`)
  return found[1]
}
