import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

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
  mkdirSync('bench/results', { recursive: true })
  writeFileSync(
    `bench/results/${[date.slice(0, 10), commit, name].filter(Boolean).join('-')}.json`,
    `${JSON.stringify({ commit, date, machine, samples }, null, 1)}\n`,
  )
}
