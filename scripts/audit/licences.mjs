// Which licences the packages have that are installed here, and which of them may not be.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** May stand in what is given to others. */
const ALLOWED = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]

/** Also for what only builds and tests: nothing of it is given to anybody. */
const ALLOWED_FOR_BUILDING = [...ALLOWED, 'MPL-2.0', 'Python-2.0', 'CC-BY-3.0', 'CC-BY-4.0']

/** Packages that name no licence, and what is known of it. */
const EXCEPTIONS = [
  // Its LICENSE is MIT (Opral US Inc.); only its package.json says nothing. It compiles our messages.
  { names: /^@inlang\/plugin-message-format$/ },
  // The machine code of @lix-js/sdk, which is MIT, for one system; compiles our messages as well.
  { names: /^@lix-js\/sdk-[\w-]+$/ },
]

/** A licence as SPDX writes it, or what stands in its place. Exceptions of a licence only give more. */
export function isLicenceAllowed(licence, isForBuilding) {
  const allowed = isForBuilding ? ALLOWED_FOR_BUILDING : ALLOWED
  const isAllowed = (words) => {
    const text = stripBrackets(words.trim())
    const choices = splitOutside(text, ' OR ')
    if (choices.length > 1) return choices.some(isAllowed)
    const parts = splitOutside(text, ' AND ')
    if (parts.length > 1) return parts.every(isAllowed)
    return allowed.includes(text.replace(/ WITH [\w.-]+$/, ''))
  }
  return isAllowed(licence)
}

/** Every installed package of a project with its licence, from its own package.json; `''` where none is named. */
export function readLicences(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(packages).flatMap(([path, { dev = false }]) => {
    const file = join(root, path, 'package.json')
    // Packages for other systems are listed and not installed.
    if (path === '' || !existsSync(file)) return []
    const { name, version, license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
    return [{ name, version, licence: wordsOf(license ?? licenses), isForBuilding: dev }]
  })
}

/** The packages whose licence is not allowed, and exceptions that nobody needs any more. Each as a sentence. */
export function findLicenceFaults(packages, exceptions = EXCEPTIONS) {
  const nameless = packages.filter(({ licence }) => licence === '')
  const isKnown = ({ name, licence }) => licence === '' && exceptions.some(({ names }) => names.test(name))
  const wrong = packages.filter((one) => !isKnown(one) && !isLicenceAllowed(one.licence, one.isForBuilding))
  const needless = exceptions.filter(({ names }) => !nameless.some(({ name }) => names.test(name)))
  return [
    ...wrong.map(({ name, version, licence }) =>
      licence === ''
        ? `${name} ${version} names no licence`
        : `${name} ${version} has the licence ${licence}`,
    ),
    ...needless.map(({ names }) => `The exception for ${names.source} is not needed any more`),
  ]
}

/** Older packages name an object or a list of them, of which one may be chosen. */
function wordsOf(value) {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(wordsOf).join(' OR ')
  return typeof value?.type === 'string' ? value.type : ''
}

function stripBrackets(text) {
  const isWhole = text.startsWith('(') && closing(text) === text.length - 1
  return isWhole ? stripBrackets(text.slice(1, -1).trim()) : text
}

function closing(text) {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

/** Splits at a word that stands in no brackets. */
function splitOutside(text, word) {
  const parts = ['']
  for (let at = 0, depth = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0 && text.startsWith(word, at)) {
      parts.push('')
      at += word.length - 1
    } else parts[parts.length - 1] += text[at]
  }
  return parts
}
