import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'

import { LOCALES } from '#src/contract/locales.ts'
import { locales } from '#src/messages/runtime.js'

import { createStaticPage } from './static-page.ts'

const file = (locale: string) => ({
  path: `/index.${locale}.html`,
  type: 'text/html; charset=utf-8',
  isImmutable: false,
  body: new TextEncoder().encode(locale),
  encoded: {},
  hash: `hash-${locale}`,
})

const app = new Hono().route(
  '/',
  createStaticPage({
    files: LOCALES.map(file),
    publicUrl: 'http://localhost:3000',
    isTiedToPublicUrl: false,
  }),
)
const ask = (headers: Record<string, string>) => app.request('http://localhost:3000/workflows', { headers })
const language = async (headers: Record<string, string>) => (await ask(headers)).text()

describe('the language of the page', () => {
  it.each([
    ['what the browser prefers', { 'Accept-Language': 'de, ru-RU;q=0.8, en;q=0.5' }, 'ru'],
    ['the order of weights, not of words', { 'Accept-Language': 'en;q=0.4, ru;q=0.9' }, 'ru'],
    ['not what the browser refuses', { 'Accept-Language': 'ru;q=0, de' }, 'en'],
    ['English where nothing is known', { 'Accept-Language': 'de, fr' }, 'en'],
    ['English where nothing is said', {}, 'en'],
    ['what was chosen', { 'Accept-Language': 'en', Cookie: 'a=b; flowstop.locale=ru' }, 'ru'],
    ['no choice that nobody has', { 'Accept-Language': 'ru', Cookie: 'flowstop.locale=xx' }, 'ru'],
    ['no header that is no list', { 'Accept-Language': ';;q=,,ru-;' }, 'ru'],
  ])('is %s', async (_name, headers, locale) => expect(await language(headers)).toBe(locale))

  it('is told to caches, and has a tag of its own', async () => {
    const russian = await ask({ 'Accept-Language': 'ru' })
    expect(russian.headers.get('Content-Language')).toBe('ru')
    expect(russian.headers.get('Vary')).toBe('Accept-Language, Cookie, Accept-Encoding')
    const tag = russian.headers.get('ETag') ?? ''
    expect((await ask({ 'Accept-Language': 'ru', 'If-None-Match': tag })).status).toBe(304)
    expect((await ask({ 'Accept-Language': 'en', 'If-None-Match': tag })).status).toBe(200)
  })

  it('leads to no file of its own', async () =>
    expect((await app.request('http://localhost:3000/index.ru.html')).status).toBe(404))

  it('is one that the messages are written in', () => expect(locales).toEqual(LOCALES))
})
