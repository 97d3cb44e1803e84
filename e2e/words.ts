import { readFileSync } from 'node:fs'

import { LOCALES, type PageLocale } from '#src/contract/locales.ts'
import { readObject } from '#src/contract/read.ts'

/** Every language the page is built in: the walk over all screens goes through each. */
export const LANGUAGES = LOCALES
export type Language = PageLocale

/** What the browser asks for, so that the gateway answers in this language. */
export const BROWSER_LOCALES: Record<Language, string> = { en: 'en-GB', ru: 'ru-RU' }

type Values = Record<string, string | number>

/** Finds words of the page by the key of their message, in whichever language it speaks. */
export type Say = {
  /** Exactly this. What is not given matches anything; so does each plural. */
  all: (key: string, values?: Values) => RegExp
  /** Begins with this. */
  start: (key: string, values?: Values) => RegExp
  /** Holds this. */
  part: (key: string, values?: Values) => RegExp
}

/** Reads `messages/<language>.json`. Throws on a key that is not there. */
export function readWords(language: Language): Say {
  const messages = readMessages(language)
  const find = (key: string, values: Values) => {
    const texts = variantsOf(messages[key])
    if (texts.length === 0) throw new Error(`messages/${language}.json has no ${key}`)
    return `(?:${texts.map((text) => toPattern(text, values)).join('|')})`
  }
  return {
    all: (key, values = {}) => new RegExp(`^${find(key, values)}$`),
    start: (key, values = {}) => new RegExp(`^${find(key, values)}`),
    part: (key, values = {}) => new RegExp(find(key, values)),
  }
}

/** All messages of a language by their keys. */
export function readMessages(language: Language): Record<string, unknown> {
  return readObject(
    JSON.parse(readFileSync(new URL(`../messages/${language}.json`, import.meta.url), 'utf8')),
  )
}

function variantsOf(message: unknown): string[] {
  if (typeof message === 'string') return [message]
  if (!Array.isArray(message)) return []
  return message.flatMap((form) =>
    Object.values(readObject(readObject(form).match)).filter((text) => typeof text === 'string'),
  )
}

function toPattern(text: string, values: Values): string {
  return text
    .split(/(\{\w+\})/)
    .map((piece) => {
      if (!/^\{\w+\}$/.test(piece)) return escape(piece)
      const value = values[piece.slice(1, -1)]
      return value === undefined ? '.+' : escape(String(value))
    })
    .join('')
}

/** A pattern for exactly this text. */
function escape(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
