// `npm run audit`: known weaknesses of the packages that are given to others, if the registry answers, and the licences of
// all that are installed. Fails on a weakness that is high or critical, and on a licence that is not allowed.
import { spawnSync } from 'node:child_process'

import { describeAudit } from './audit/advisories.mjs'
import { findLicenceFaults, readLicences } from './audit/licences.mjs'
import { ensureInstalled } from './runtime.mjs'

const PATIENCE_MS = 60_000

ensureInstalled()
const advisories = describeAudit(askRegistry())
console.log(advisories.text)
const packages = readLicences('.')
const faults = findLicenceFaults(packages)
for (const fault of faults) console.log(`  ${fault}`)
console.log(`Licences: ${packages.length} packages, ${faults.length} faults`)
process.exit(advisories.isBad || faults.length > 0 ? 1 : 0)

/** What npm says of what is not for building only. */
function askRegistry() {
  const npm = process.env.npm_execpath
  const [command, ...first] = npm
    ? [process.execPath, npm]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  const { stdout } = spawnSync(command, [...first, 'audit', '--omit=dev', '--json'], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    shell: process.platform === 'win32' && !npm,
  })
  return stdout ?? ''
}
