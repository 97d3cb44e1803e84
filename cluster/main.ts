// `npm run test:gateways`: what is promised of several gateways on one journal, shown with real processes.
import { cpus, release, type } from 'node:os'

import { kill, restart, stop, type Outcome } from './scenes.ts'
import { openStage, type Stage } from './stage.ts'

const MOST_MS = 9 * 60_000

const SCENES: Record<string, { title: string; run: (stage: Stage) => Promise<Outcome> }> = {
  restart: { title: 'Both gateways restarted under load', run: restart },
  kill: { title: 'The gateway that works for a batch is killed (SIGKILL)', run: kill },
  stop: { title: 'It is stopped (SIGSTOP), and wakes up (SIGCONT) when the other has taken over', run: stop },
}

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !Object.hasOwn(SCENES, name))
if (unknown !== undefined) {
  console.error(`There is no scene ${unknown}: use ${Object.keys(SCENES).join(', ')}`)
  process.exit(2)
}

const stage = await openStage()
setTimeout(() => void end(1, 'It took too long'), MOST_MS).unref()
process.once('SIGINT', () => void end(130, 'Stopped'))

let faults = 0
try {
  for (const [name, { title, run }] of Object.entries(SCENES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    await stage.sandbox.clearRecord()
    const startedAt = Date.now()
    const outcome = await run(stage)
    tell(title, outcome, Date.now() - startedAt)
    faults += outcome.faults.length
  }
} catch (error) {
  console.error(error)
  faults += 1
}
console.log(`\n${type()} ${release()}, ${cpus().length} cores, Node ${process.version}`)
await end(faults === 0 ? 0 : 1, faults === 0 ? 'All as promised' : `${faults} faults`)

function tell(title: string, { faults: found, figures }: Outcome, ms: number): void {
  console.log(`\n${found.length === 0 ? 'ok' : 'FAILED'}  ${title} (${Math.round(ms / 1000)} s)`)
  for (const [name, figure] of Object.entries(figures)) console.log(`    ${name.padEnd(52)} ${figure}`)
  for (const fault of found.slice(0, 20)) console.log(`    ! ${fault}`)
}

async function end(code: number, words: string): Promise<never> {
  console.log(words)
  await stage.close()
  return process.exit(code)
}
