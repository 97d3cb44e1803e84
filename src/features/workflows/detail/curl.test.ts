import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

import { formatCurl } from './curl.ts'

const ID = '69f0c2d5ade389.22457798'

it('is the call of the API’s own page', () => {
  expect(formatCurl(ID, 'soft', { apiUrl: 'https://vibecode.bitrix24.tech', key: 'personal' })).toBe(
    `curl -X DELETE 'https://vibecode.bitrix24.tech/v1/workflows/${ID}' \\\n  -H 'X-Api-Key: YOUR_API_KEY'`,
  )
  expect(formatCurl(ID, 'force', { apiUrl: 'http://127.0.0.1:4010', key: 'oauth' })).toBe(
    [
      `curl -X DELETE 'http://127.0.0.1:4010/v1/workflows/${ID}?force=true' \\`,
      `  -H 'X-Api-Key: YOUR_APP_KEY' \\`,
      `  -H 'Authorization: Bearer USER_SESSION_TOKEN'`,
    ].join('\n'),
  )
})

it('gives a shell nothing to run, whatever stands in the address', () => {
  const line = formatCurl(ID, 'force', { apiUrl: "http://host/$(id)`id`'; id #", key: 'oauth' })
  const words = execFileSync('sh', ['-c', line.replace('curl', String.raw`printf '%s\n'`)], {
    encoding: 'utf8',
  })
  expect(words.split('\n')).toEqual([
    '-X',
    'DELETE',
    `http://host/$(id)\`id\`'; id #/v1/workflows/${ID}?force=true`,
    '-H',
    'X-Api-Key: YOUR_APP_KEY',
    '-H',
    'Authorization: Bearer USER_SESSION_TOKEN',
    '',
  ])
})
