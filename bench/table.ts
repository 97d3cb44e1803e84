// `npm run bench -- table`: writes the newest kept figures of each bench into the README, beside floor and budget.
import { readFileSync, writeFileSync } from 'node:fs'

import { toGatewayRows, type GatewaySamples } from './gateway-report.ts'
import { toJournalRows, type JournalSamples } from './journal-report.ts'
import { toManyRows, type ManySamples } from './many-report.ts'
import { toMarkdown, toRows, type Samples } from './report.ts'
import { readNewest, type Saved } from './save.ts'
import { toWorkRows, type WorkSamples } from './work-report.ts'

const PLACE = /(?<=<!-- bench -->\n)[^]*(?=<!-- \/bench -->)/

const PARTS = [
  { name: null, title: 'The page, 50 rows', rows: (kept: Saved) => toRows(kept.samples as Samples) },
  {
    name: 'many',
    title: 'Many rows',
    rows: (kept: Saved) => toManyRows(ofMost(kept.samples as ManySamples)),
  },
  {
    name: 'gateway',
    title: 'The gateway',
    rows: (kept: Saved) => toGatewayRows(kept.samples as GatewaySamples),
  },
  {
    name: 'journal',
    title: 'A journal of 100,000 rows',
    rows: (kept: Saved) => toJournalRows(kept.samples as JournalSamples),
  },
  { name: 'work', title: 'The work on it', rows: (kept: Saved) => toWorkRows(kept.samples as WorkSamples) },
] as const

/** Of the sizes the largest; how the others compare stands in `bench/results`. */
function ofMost(samples: ManySamples): ManySamples {
  const most = String(Math.max(...Object.keys(samples.visits).map(Number)))
  return { ...samples, visits: { [most]: samples.visits[most] ?? [] } }
}

const text = PARTS.flatMap(({ name, title, rows }) => {
  const kept = readNewest(name)
  if (kept === null) return []
  const { processors, model, node } = kept.machine
  const where = `${kept.date.slice(0, 10)}, ${kept.commit}, ${processors} x ${model.trim()}, Node ${node.slice(1)}`
  return [`**${title}** (${where})\n\n${toMarkdown(rows(kept))}\n`]
}).join('\n')
const readme = readFileSync('README.md', 'utf8')
if (!PLACE.test(readme)) throw new Error('README.md has no place between <!-- bench --> and <!-- /bench -->.')
writeFileSync('README.md', readme.replace(PLACE, `\n${text}\n`))
