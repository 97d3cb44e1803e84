// What the commands look for around the project, and how they install it where Debian's packages are there.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const INSTALL_TIMEOUT_MS = 300_000
/** Not every user has the system's own folders in the path. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin']

/** The path that a variable names; `null` = it names none. Throws when there is nothing. */
export function findNamed(variable) {
  const named = process.env[variable]
  if (!named) return null
  if (existsSync(named)) return named
  throw new Error(`${variable} names ${named}, and there is nothing: correct it or unset it.`)
}

/** The path of an installed program, by the first of its names that is found; `undefined` = there is none. */
export function findInstalled(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

/** Installs one of Debian's packages, as root. Whether it did, `findInstalled` says. */
export function installByApt(label, packageName, env = {}) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !succeeds('apt-get', ['--version'])) return
  console.log(`No ${label} found: installing it by apt-get.`)
  const all = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env }
  succeeds('apt-get', ['update', '-qq'], all)
  succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], all)
}

export function succeeds(command, args, env) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS, env }).status === 0
}

/** What a variable names, an installed one, else Debian's package. Throws with what to do. */
export function findOrInstall({ label, variable, packageName, env }) {
  const name = label.toLowerCase()
  const find = () => findInstalled(name)
  const path = findNamed(variable) ?? find() ?? (installByApt(label, packageName, env), find())
  if (path !== undefined) return path
  throw new Error(
    `These tests need ${label} and could not install it. Install it (Debian: apt-get install ${packageName}) or set ${variable}.`,
  )
}
