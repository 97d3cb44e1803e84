/** One sample: its name with `_bucket` and the like, its labels, its value. */
export type Sample = { name: string; labels: Record<string, string>; value: number }

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/gy
const TYPES: Record<string, readonly string[]> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

/**
 * Reads Prometheus' text format (version 0.0.4). Throws for whatever a scraper would refuse: lines of no form, samples
 * apart from their HELP and TYPE, a metric or a series twice, values that are no numbers.
 */
export function readExposition(text: string) {
  if (!text.endsWith('\n')) throw new Error('The last line has no end')
  const samples: Sample[] = []
  const helps = new Map<string, string>()
  const seen = new Set<string>()
  let current = { name: '', type: '' }

  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') {
      if (helps.has(name)) throw new Error(`${name} stands there twice`)
      helps.set(name, rest)
    } else if (kind === 'TYPE') {
      if (!helps.has(name) || TYPES[rest] === undefined) throw new Error(`Not a type with a help: ${line}`)
      current = { name, type: rest }
    } else {
      const sample = readSample(line)
      if (!TYPES[current.type]?.some((suffix) => sample.name === current.name + suffix))
        throw new Error(`Not under its TYPE: ${line}`)
      const series = line.slice(0, line.lastIndexOf(' '))
      if (seen.has(series)) throw new Error(`A series stands there twice: ${series}`)
      seen.add(series)
      samples.push(sample)
    }
  }

  const find = (name: string, labels: Record<string, string> = {}) =>
    samples.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )
  return {
    samples,
    names: [...helps.keys()],
    helpOf: (name: string) => helps.get(name) ?? '',
    find,
    /** The sum over the series with these labels; `null` = there is none. */
    value: (name: string, labels: Record<string, string> = {}): number | null => {
      const found = find(name, labels)
      return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0)
    },
  }
}

function readSample(line: string): Sample {
  const [, name, within = '', number = ''] = SAMPLE.exec(line) ?? []
  const value = number === '+Inf' ? Infinity : Number(number)
  // Measures of the library that have nothing to measure yet.
  const isNumber = !Number.isNaN(value) || /^nan$/i.test(number)
  if (name === undefined || !isNumber) throw new Error(`Not a sample: ${line}`)
  const labels: Record<string, string> = {}
  let end = 0
  for (const match of within.matchAll(LABEL)) {
    labels[match[1] ?? ''] = match[2] ?? ''
    end = match.index + match[0].length
  }
  if (end !== within.length) throw new Error(`Not labels: ${line}`)
  return { name, labels, value }
}
