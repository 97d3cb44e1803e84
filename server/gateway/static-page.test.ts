import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { readStaticFiles } from './static-files.ts'
import { createStaticPage } from './static-page.ts'

const ORIGIN = 'http://localhost:3000'

/** A built page in a folder, with what must not be given away beside it and in it. */
function build(): string {
  const root = mkdtempSync(join(tmpdir(), 'flowstop-static-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (name: string, text: string) => writeFileSync(join(root, name), text)
  for (const folder of ['dist/assets', 'dist/.vite', 'data'])
    mkdirSync(join(root, folder), { recursive: true })
  write('data/session-secret', 'a secret of the folder')
  write('dist/index.en.html', '<!doctype html><title>en</title>')
  write('dist/index.ru.html', '<!doctype html><title>ru</title>')
  write('dist/assets/main-1.js', 'export {}')
  write('dist/.vite/manifest.json', '{"a secret":1}')
  write('dist/.env', 'a secret=1')
  write('dist/.hidden.js', 'a secret')
  write('dist/backup.sql', 'a secret')
  write('dist/assets/main-1.js.map', '{"a secret":1}')
  symlinkSync(join(root, 'data'), join(root, 'dist/assets/data'))
  symlinkSync(join(root, 'data/session-secret'), join(root, 'dist/secret.txt'))
  return join(root, 'dist')
}

const open = (isTiedToPublicUrl = false) =>
  createStaticPage({ files: readStaticFiles(build()), publicUrl: ORIGIN, isTiedToPublicUrl })

describe('files', () => {
  it('are the page, whatever else lies in its folder', () => {
    const files = readStaticFiles(build()).map(({ path }) => path)
    expect(new Set(files)).toEqual(new Set(['/index.en.html', '/index.ru.html', '/assets/main-1.js']))
  })

  it.each([
    '/../data/session-secret',
    '/%2e%2e/data/session-secret',
    '/..%2fdata%2fsession-secret',
    '/assets/..%2f..%2fdata/session-secret',
    '/assets/..%5c..%5cdata%5csession-secret',
    '/assets/%252e%252e/%252e%252e/data/session-secret',
    '/assets/data/session-secret',
    '/assets//main-1.js',
    '/assets/main-1.js%00.html',
    '/assets/main-1.js/',
    '/%c0%ae%c0%ae/data/session-secret',
    '/secret.txt',
    '/.env',
    '/.hidden.js',
    '/.vite/manifest.json',
    '/backup.sql',
    '/assets/main-1.js.map',
    '/index.en.html',
    '/assets/',
    '/assets',
  ])('there is none under %s', async (path) => {
    const answer = await open().request(ORIGIN + path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('secret')
  })

  it('there are under their own address, and the page under those of its router', async () => {
    expect(await (await open().request(`${ORIGIN}/assets/main-1.js`)).text()).toBe('export {}')
    expect(await (await open().request(`${ORIGIN}/workflows/1.2`)).text()).toContain('<title>en')
  })
})

describe('a page that was asked for under another name', () => {
  it.each([
    ['/workflows?a=%0d%0aSet-Cookie:x=1', '/workflows?a=%0d%0aSet-Cookie:x=1'],
    ['/workflows/%2f%2fevil.example', '/workflows/%2f%2fevil.example'],
    ['/workflows/..%5c..%5cevil.example', '/workflows/..%5c..%5cevil.example'],
  ])('%s leads to PUBLIC_URL and nowhere else', async (path, end) => {
    const answer = await open(true).request(ORIGIN + path, { headers: { Host: 'evil.example' } })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('Location')).toBe(ORIGIN + end)
  })

  it.each(['//evil.example/', '/\\evil.example/', '/@evil.example', '/.evil.example'])(
    '%s leads nowhere',
    async (path) => {
      const answer = await open(true).request(
        new Request(`${ORIGIN}${path}`, { headers: { Host: 'evil.example' } }),
      )
      expect(answer.status).toBe(404)
      expect(answer.headers.get('Location')).toBeNull()
    },
  )
})
