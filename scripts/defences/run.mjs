// Runs tests of the project in a copy of it, with a defence taken out, and tells how each ended.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const LONGEST_RUN_MS = 180_000

/** What an assertion, a law, a query of the page or the watch over the console says; anything else is a test that did not run. */
const ASSERTION = /AssertionError|TestingLibraryElementError|Property failed|console\.error/

/** Copies files of the project to a folder; packages are linked, compiled messages copied. */
export function copyProject(folder, files) {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(file, join(folder, file))
  }
  cpSync('src/messages', join(folder, 'src/messages'), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
}

/** The text without the defence; `null` when its text does not stand there exactly once. */
export function takeOut(text, { from, to }) {
  const at = text.indexOf(from)
  if (from === '' || at < 0 || text.indexOf(from, at + 1) >= 0) return null
  return text.slice(0, at) + to + text.slice(at + from.length)
}

/** Runs one defence's test without it. `red`, or why it does not count as red. */
export async function runWithout(folder, node, defence) {
  const file = join(folder, defence.file)
  const whole = readFileSync(file, 'utf8')
  const open = takeOut(whole, defence)
  if (open === null) return 'its patch no longer applies'
  writeFileSync(file, open)
  try {
    const found = await runTests(folder, node, [defence.test])
    return verdict(found, defence.test)
  } finally {
    writeFileSync(file, whole)
  }
}

/** Whether a test turned red by what it says, from the report of a run. */
export function verdict(results, { name }) {
  const own = results.filter((result) => result.fullName.includes(name))
  if (own.length === 0) return 'its test did not run'
  const failed = own.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return 'its test stays green'
  const isTold = failed.some(({ failureMessages }) => ASSERTION.test(failureMessages.join('\n')))
  return isTold ? 'red' : `its test broke off: ${failed[0].failureMessages.join(' ').split('\n')[0]}`
}

/** The results of these tests, all of one project; empty when nothing ran. Only the named ones run. */
export async function runTests(folder, node, tests) {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    tests[0].project,
    ...new Set(tests.map(({ file }) => file)),
    '-t',
    tests.map(({ name }) => escapePattern(name)).join('|'),
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]
  await runProgram(node, args, folder)
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
    return testResults.flatMap(({ assertionResults }) => assertionResults)
  } catch {
    return []
  }
}

function runProgram(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: 'ignore', timeout: LONGEST_RUN_MS })
  return new Promise((done, reject) => {
    child.once('error', reject)
    child.once('exit', done)
  })
}

function escapePattern(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}
