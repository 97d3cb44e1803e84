import { reportOnJournal } from './check/journal-report.ts'
import { type Finding, reportOnKey } from './check/key-report.ts'
import { ConfigError, readConfig } from './config.ts'

const MARKS: Record<Finding['verdict'], string> = { yes: 'ok     ', no: 'NOT OK ', unknown: 'unknown' }

try {
  const config = readConfig(process.env)
  const findings = [await reportOnJournal(config.database)]
  if (config.api.kind === 'sandbox')
    findings.push({ verdict: 'unknown', words: 'No key is set: Flowstop would run its sandbox.' })
  else findings.push(...(await reportOnKey(config.api, config.publicUrl, (request) => fetch(request))))
  for (const { verdict, words } of findings) console.log(`${MARKS[verdict]}  ${words}`)
  process.exitCode = findings.some(({ verdict }) => verdict === 'no') ? 1 : 0
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error('This environment cannot be used:')
  for (const problem of error.problems) console.error(`  - ${problem}`)
  process.exitCode = 2
}
