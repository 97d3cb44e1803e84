import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

const FOLDER = 'bench/results'

/** What was kept of one run. */
export type Saved = {
  commit: string
  /** ISO 8601. */
  date: string
  machine: { processors: number; model: string; node: string }
  samples: unknown
}

/** The newest run of a kind that was kept; `null` = there is none. */
export function readNewest(name: string | null): Saved | null {
  const ofKind = name === null ? /^[\d-]+-[0-9a-f]+\.json$/ : new RegExp(`-${name}\\.json$`)
  const runs = readdirSync(FOLDER)
    .filter((file) => ofKind.test(file))
    .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Saved)
  return runs.toSorted((a, b) => b.date.localeCompare(a.date))[0] ?? null
}

/** Keeps raw samples with commit and machine in `bench/results`; `name` is `null` for the page. */
export function saveSamples(
  name: string | null,
  samples: unknown,
  programs: Record<string, string> = {},
): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const machine = {
    processors: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    ...programs,
  }
  const date = new Date().toISOString()
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(
    `${FOLDER}/${[date.slice(0, 10), commit, name].filter(Boolean).join('-')}.json`,
    `${JSON.stringify({ commit, date, machine, samples }, null, 1)}\n`,
  )
}
