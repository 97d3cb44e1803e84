// Finds an nginx for the tests of several gateways, or installs one. Says what to do when it cannot.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const INSTALL_TIMEOUT_MS = 300_000

/** The path of an nginx: `NGINX_PATH`, an installed one, Debian's package. Throws without any. */
export function findNginx() {
  const named = process.env.NGINX_PATH
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`NGINX_PATH names ${named}, and there is nothing: correct it or unset it.`)
  }
  return installed() ?? installByApt() ?? fail()
}

function installed() {
  // Not every user has the system's own folder in the path.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path))
}

function installByApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !succeeds('apt-get', ['--version']))
    return undefined
  console.log('No nginx found: installing it by apt-get.')
  // A runlevel of its own: the package is not to start a server.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  succeeds('apt-get', ['update', '-qq'], env)
  succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'nginx-light'], env)
  return installed()
}

function succeeds(command, args, env) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS, env }).status === 0
}

function fail() {
  throw new Error(
    'These tests need nginx and could not install it. Install it (Debian: apt-get install nginx-light) or set NGINX_PATH.',
  )
}
