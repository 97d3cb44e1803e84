import { readFileSync } from 'node:fs'

import { matchPath } from 'react-router'
import { describe, expect, it } from 'vitest'

import { HELP_SECTIONS, pages } from '#src/contract/addresses.ts'
import { DOCUMENT_KINDS } from '#src/contract/documents.ts'
import { JOURNAL_FILTERS, JOURNAL_STATES, TERMINATION_MODES } from '#src/contract/journal.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import { parseOutcome } from '#src/features/batches/batch-page-outcomes.ts'
import { formatJournalFilters, parseJournalFilters } from '#src/features/journal/filters.ts'
import { readTerminateLink } from '#src/features/termination/terminate-link.ts'
import {
  EXCLUSIONS,
  formatFilters,
  IDLE_DAYS,
  LOCKS,
  NO_MODULE,
  parseFilters,
  PRESETS,
  SORTS,
} from '#src/features/workflows/filters/filters.ts'
import { AGES } from '#src/terms/ages.ts'

const DOCUMENT = readFileSync('docs/linking.md', 'utf8')
/** Everything that stands between backquotes. */
const CODE = new Set([...DOCUMENT.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text))
const EXAMPLES = [...DOCUMENT.matchAll(/: (https:\/\/flowstop\.example\.com\/\S+)$/gm)].map(
  ([, url]) => url ?? '',
)

/** The names that a reader of addresses asks for. */
function namesAskedBy(read: (query: URLSearchParams) => unknown): string[] {
  const names = new Set<string>()
  class Asked extends URLSearchParams {
    override get(name: string) {
      names.add(name)
      return super.get(name)
    }
    override getAll(name: string) {
      names.add(name)
      return super.getAll(name)
    }
  }
  read(new Asked())
  return [...names].toSorted()
}

/** A part of the document, from its heading to the next one. */
function sectionOf(heading: string): string {
  const found = DOCUMENT.split(/^#+ /m).find((section) => section.startsWith(heading))
  if (found === undefined) throw new Error(`There is no section ${heading}`)
  return found
}

/** The names in the first column of a section's table. */
function namesToldIn(heading: string): string[] {
  const rows = sectionOf(heading)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  return rows
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))
    .toSorted()
}

const sorted = (query: URLSearchParams) => [...query].toSorted(([a], [b]) => a.localeCompare(b))

/** What an example asks for, and what of it the code understands. */
function readExample({ pathname, searchParams, hash }: URL): { asked: unknown; understood: unknown } {
  const batch = matchPath(`${pages.batches}/:id`, pathname)
  const dialog = matchPath(`${pages.workflows}/:id/terminate`, pathname)
  const detail = matchPath(`${pages.workflows}/:id`, pathname)
  const asked = sorted(searchParams)
  if (dialog) {
    const { mode, reason, hints } = readTerminateLink(searchParams)
    const rebuilt = new URL(pages.terminate(dialog.params.id ?? '', { mode, reason }), 'http://console')
    if (hints?.templateId) rebuilt.searchParams.set('template', hints.templateId)
    if (hints?.startedBy) rebuilt.searchParams.set('startedBy', hints.startedBy)
    return {
      asked: [pathname, asked, true],
      understood: [rebuilt.pathname, sorted(rebuilt.searchParams), isWorkflowId(dialog.params.id ?? '')],
    }
  }
  if (detail || pathname === pages.workflows)
    return {
      asked: [asked, true],
      understood: [
        sorted(formatFilters(parseFilters(searchParams))),
        !detail || isWorkflowId(detail.params.id ?? ''),
      ],
    }
  if (batch) return { asked, understood: [['outcome', parseOutcome(searchParams.get('outcome'))]] }
  if (pathname === pages.journal)
    return { asked, understood: sorted(formatJournalFilters(parseJournalFilters(searchParams))) }
  const known: string[] = [pages.batches, pages.overview, pages.settings, pages.help()]
  const parts: string[] = ['', ...HELP_SECTIONS.map((part) => `#${part}`)]
  return { asked: [true, true, asked], understood: [known.includes(pathname), parts.includes(hash), []] }
}

describe('docs/linking.md', () => {
  it.each([
    ['The list', [...namesAskedBy(parseFilters)]],
    ['One workflow', namesAskedBy(readTerminateLink)],
    ['The journal', namesAskedBy(parseJournalFilters)],
  ])('%s: tells every parameter that the code reads, and no other', (heading, names) => {
    expect(namesToldIn(heading)).toEqual(names)
  })

  it('tells every value that has a name', () => {
    const presets = PRESETS.flatMap((preset) =>
      preset === 'no_movement' ? [preset, ...IDLE_DAYS.map((days) => `${preset}-${days}`)] : [preset],
    )
    const values = [...DOCUMENT_KINDS, ...LOCKS, ...AGES, ...SORTS, ...presets, NO_MODULE]
    for (const value of [...values, ...EXCLUSIONS]) expect(sectionOf('The list')).toContain(`\`${value}\``)
    for (const mode of TERMINATION_MODES) expect(sectionOf('One workflow')).toContain(`\`${mode}\``)
    for (const outcome of ['failed', ...JOURNAL_STATES])
      expect(sectionOf('A batch')).toContain(`\`${outcome}\``)
    for (const filter of JOURNAL_FILTERS) expect(sectionOf('The journal')).toContain(`\`${filter}\``)
    for (const part of HELP_SECTIONS) expect(sectionOf('The help')).toContain(`\`${part}\``)
  })

  it('tells every address', () => {
    const one = (path: string) => path.replace('x', ':id')
    const { workflows, batches, journal, overview, settings, signIn } = pages
    const each = [one(pages.workflow('x')), one(pages.terminate('x')), one(pages.batch('x'))]
    for (const path of ['/', workflows, batches, journal, overview, settings, signIn, pages.help(), ...each])
      expect(CODE).toContain(path)
  })

  it('has examples of every kind', () => {
    const paths = new Set(EXAMPLES.map((example) => new URL(example).pathname.split('/')[1]))
    expect(paths).toEqual(new Set(['batches', 'help', 'journal', 'workflows']))
    expect(EXAMPLES.length).toBeGreaterThan(12)
  })

  it.each(EXAMPLES)('%s is understood as a whole', (example) => {
    const { asked, understood } = readExample(new URL(example))
    expect(understood).toEqual(asked)
  })
})
