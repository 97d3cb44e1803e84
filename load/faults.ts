// `npm run faults`: each named fault with what is expected of the gateway under it; about four minutes in all.
// Options: --only NAME (a part of it is enough), --save.
import { parseArgs } from 'node:util'

import { API_FAULTS } from './api-faults.ts'
import { report, save, type Check } from './checks.ts'
import { CLIENT_FAULTS } from './client-faults.ts'
import { PROCESS_FAULTS } from './process-faults.ts'

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, save: { type: 'boolean', default: false } },
})
const faults = [...API_FAULTS, ...CLIENT_FAULTS, ...PROCESS_FAULTS].filter(({ name }) =>
  name.includes(values.only),
)
if (faults.length === 0) throw new Error(`There is no fault ${values.only}`)

const all: Check[] = []
for (const { name, run } of faults) {
  const startedAt = performance.now()
  const checks = await run()
  all.push(...checks.map((check) => ({ ...check, measure: `${name}: ${check.measure}` })))
  process.exitCode = Math.max(Number(process.exitCode ?? 0), report(name, checks))
  console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
}
if (values.save) save('faults', { checks: all })
