// `npm run test:defences [word]`: takes each defence out by a small patch, in a copy, and shows that its test turns red.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { copyProject, runTests, runWithout } from './defences/run.mjs'
import { DEFENCES } from './defences/table.mjs'
import { ensureInstalled, projectNode, run } from './runtime.mjs'

/** So many copies work side by side. */
const COPIES = 2

ensureInstalled()
if (run(['scripts/messages.mjs']) !== 0) process.exit(1)
const node = resolve(projectNode())
const startedAt = Date.now()
const wanted = DEFENCES.filter(({ name }) => name.includes(process.argv[2] ?? ''))
const root = mkdtempSync(join(tmpdir(), 'flowstop-defences-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

const files = listFiles()
const folders = Array.from({ length: COPIES }, (_, index) => join(root, String(index)))
for (const folder of folders) {
  mkdirSync(folder)
  copyProject(folder, files)
}

await expectGreen(folders[0])
const results = new Map()
const waiting = [...wanted]
await Promise.all(folders.map((folder) => work(folder)))

for (const { name, test } of wanted) {
  const result = results.get(name)
  console.log(`${result === 'red' ? 'ok    ' : 'FAILED'}  ${name}\n        ${test.file} › ${test.name}`)
  if (result !== 'red') console.log(`        ${result}`)
}
const failed = [...results.values()].filter((result) => result !== 'red').length
const seconds = Math.round((Date.now() - startedAt) / 1000)
console.log(`\n${wanted.length - failed} of ${wanted.length} defences turn their test red (${seconds} s)`)
process.exit(failed === 0 && wanted.length > 0 ? 0 : 1)

async function work(folder) {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const result = await runWithout(folder, node, next)
    results.set(next.name, result)
    console.error(`${results.size}/${wanted.length} ${result === 'red' ? 'red' : 'FAILED'}  ${next.name}`)
  }
}

/** A test that is red all the time shows nothing. */
async function expectGreen(folder) {
  for (const project of new Set(wanted.map(({ test }) => test.project))) {
    const tests = wanted.map(({ test }) => test).filter((test) => test.project === project)
    const found = await runTests(folder, node, tests)
    const red = found.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
    const missing = tests.filter(
      ({ name }) => !found.some((one) => one.status === 'passed' && one.fullName.includes(name)),
    )
    if (red.length + missing.length === 0) continue
    console.log(`Not green before anything was taken out (${project}):`)
    for (const name of [...red, ...missing.map((test) => `${test.file} › ${test.name} did not run`)])
      console.log(`  ${name}`)
    process.exit(1)
  }
}

/** What is under version control or about to be; pictures are of no use here. */
function listFiles() {
  const { stdout, status } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    encoding: 'utf8',
  })
  if (status !== 0) {
    console.error('git has to list the files of the project: run this in a checkout.')
    process.exit(1)
  }
  return stdout.split('\0').filter((file) => file !== '' && !/\.(webp|png)$/.test(file) && existsSync(file))
}
