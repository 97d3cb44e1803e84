/**
 * What is wrong with the messages, each with what to do: missing or unknown in a language, not the same inputs, a plural
 * without one of the language's forms, or used nowhere. `messages` are the files by language, the first is the one written
 * first; `sources` are the texts of the page.
 */
export function findMessageFaults(messages, sources) {
  const [[base, written], ...others] = Object.entries(messages)
  const used = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bm\.([a-z0-9_]+)/g)].map(([, key]) => key)),
  )
  const keys = keysOf(written)
  return [
    ...keys
      .filter((key) => !used.has(key))
      .map((key) => `${key} is used nowhere: remove it from messages/*.json.`),
    ...others.flatMap(([locale, translated]) => [
      ...keys
        .filter((key) => !(key in translated))
        .map((key) => `${key} is missing in messages/${locale}.json: translate it.`),
      ...keysOf(translated)
        .filter((key) => !(key in written))
        .map(
          (key) => `${key} in messages/${locale}.json is unknown in ${base}: remove it, or write it there.`,
        ),
      ...keys
        .filter((key) => key in translated && inputsOf(translated[key]) !== inputsOf(written[key]))
        .map((key) => `${key} in messages/${locale}.json has other inputs than in ${base}: use {the same}.`),
    ]),
    ...Object.entries(messages).flatMap(([locale, all]) =>
      keysOf(all).flatMap((key) =>
        missingForms(all[key], locale).map(
          (form) => `${key} in messages/${locale}.json has no plural=${form}: write it.`,
        ),
      ),
    ),
  ]
}

function keysOf(messages) {
  return Object.keys(messages).filter((key) => !key.startsWith('$'))
}

/** The inputs of a message, in order: those it declares, else those it shows. */
function inputsOf(message) {
  const declared = variants(message).flatMap(({ declarations = [] }) =>
    declarations.filter((line) => line.startsWith('input ')).map((line) => line.slice('input '.length)),
  )
  const shown = JSON.stringify(message).matchAll(/\{([a-z_]+)\}/gi)
  const names = [...declared, ...[...shown].map(([, name]) => name)]
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b)).join()
}

function missingForms(message, locale) {
  const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
  return variants(message)
    .filter(({ selectors = [] }) => selectors.includes('plural'))
    .flatMap(({ match }) =>
      forms.filter((form) => !Object.keys(match).some((key) => key.includes(`plural=${form}`))),
    )
}

function variants(message) {
  return Array.isArray(message) ? message : []
}
