import type { Names } from '#src/contract/names.ts'
import { pages } from '#src/contract/addresses.ts'
import { describeDocument, DOCUMENT_KINDS, type DocumentKind } from '#src/contract/documents.ts'
import { documentIdOf, parsePastedLink, type PastedLink } from '#src/contract/portal-links.ts'
import { isWorkflowId, type Workflow } from '#src/contract/workflow.ts'
import { formatFilters, NO_FILTERS, type WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'
import { describeDocumentText, describeTemplate, KIND_WORDS } from '#src/terms/describe-workflow.ts'

/** What an entry of the palette does: it goes somewhere, or it is a command of the console. None terminates anything. */
export type PaletteAct = { kind: 'go'; to: string } | { kind: 'command'; command: Command }
export const COMMANDS = ['refresh', 'sheet', 'theme_light', 'theme_dark', 'theme_system', 'sign_out'] as const
export type Command = (typeof COMMANDS)[number]

export type PaletteItem = { id: string; text: string; note?: string; act: PaletteAct }
export type PaletteGroup = { heading: string; items: readonly PaletteItem[] }

export type PaletteFacts = {
  portal: string
  origin: string
  /** What is loaded of the list, and what is known of names. */
  rows: readonly Workflow[]
  names: Names
  views: readonly { name: string; query: string }[]
  commands: readonly Command[]
}

export type PaletteAnswer = {
  groups: readonly PaletteGroup[]
  /** Said of a link that leads nowhere here. */
  refusal: string | null
}

const MOST_WORKFLOWS = 6
const COMMAND_WORDS: Record<Command, () => string> = {
  refresh: m.refresh,
  sheet: m.shortcuts,
  theme_light: () => m.palette_theme({ theme: m.theme_light() }),
  theme_dark: () => m.palette_theme({ theme: m.theme_dark() }),
  theme_system: () => m.palette_theme({ theme: m.theme_system() }),
  sign_out: m.sign_out,
}

/** What the palette offers for a text: pages, views and commands by their words, workflows by id, document or link. */
export function answerPalette(text: string, facts: PaletteFacts): PaletteAnswer {
  const asked = text.trim()
  const link = parsePastedLink(asked, facts)
  if (link !== null) return answerLink(link, facts)
  const words = asked.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const known = listKnown(facts).map(({ heading, items }) => ({
    heading,
    items: items.filter((item) => words.every((word) => item.text.toLocaleLowerCase().includes(word))),
  }))
  const groups = asked === '' ? known : [...findWorkflows(asked, facts), ...known, searchFor(asked)]
  return { groups: groups.filter(({ items }) => items.length > 0), refusal: null }
}

function listKnown({ views, commands }: PaletteFacts): PaletteGroup[] {
  const page = (to: string, text: string): PaletteItem => ({ id: to, text, act: { kind: 'go', to } })
  return [
    {
      heading: m.navigation(),
      items: [
        page(pages.workflows, m.workflows()),
        page(pages.batches, m.batches()),
        page(pages.journal, m.journal()),
        page(pages.overview, m.overview()),
        page('/settings', m.palette_settings()),
        page('/help', m.palette_help()),
      ],
    },
    {
      heading: m.view_views(),
      items: views.map(({ name, query }, index) => ({
        id: `view-${index}`,
        text: name,
        act: { kind: 'go', to: listAddress(query) },
      })),
    },
    {
      heading: m.palette_commands(),
      items: commands.map((command) => ({
        id: command,
        text: COMMAND_WORDS[command](),
        act: { kind: 'command', command },
      })),
    },
  ]
}

function answerLink(link: PastedLink, facts: PaletteFacts): PaletteAnswer {
  const found = (heading: string, items: readonly PaletteItem[]) => ({
    groups: [{ heading, items }],
    refusal: null,
  })
  switch (link.kind) {
    case 'workflow':
      return found(m.workflows(), offerWorkflow(link.workflowId, facts))
    case 'document': {
      const inRows = facts.rows.find((row) => describeDocument(row).portalPath === link.path)
      const documentId = inRows?.documentId ?? link.documentId
      return found(m.filter_document(), [offerDocument(link.document, link.number, documentId)])
    }
    case 'list':
      return found(m.navigation(), [
        { id: pages.workflows, text: m.workflows(), act: { kind: 'go', to: pages.workflows } },
      ])
    case 'own':
      return found(m.palette_link(), [
        { id: link.address, text: link.address, act: { kind: 'go', to: link.address } },
      ])
    case 'foreign':
      return { groups: [], refusal: m.palette_foreign({ host: link.host, portal: facts.portal }) }
    case 'unknown':
      return { groups: [], refusal: m.palette_link_unknown() }
  }
}

function findWorkflows(asked: string, facts: PaletteFacts): PaletteGroup[] {
  const needle = asked.toLowerCase()
  const isId = looksLikeId(asked)
  const exact = isId ? facts.rows.find(({ id }) => id.toLowerCase() === needle) : undefined
  if (exact) return [{ heading: m.workflows(), items: offerWorkflow(exact.id, facts) }]
  const asDocument = readDocument(asked)
  const matches: Workflow[] = []
  // Four characters of an id, or a document's number: less would be found anywhere.
  if (needle.length >= 4 || asDocument !== null)
    for (const row of facts.rows) {
      if (matches.length >= MOST_WORKFLOWS) break
      if ((/\d/.test(needle) && row.id.toLowerCase().includes(needle)) || isOn(row, asDocument))
        matches.push(row)
    }
  const documents = asDocument?.kind === undefined ? [] : [asDocument.kind]
  return [
    {
      heading: m.filter_document(),
      items: documents.flatMap((kind) => {
        const number = asDocument?.number ?? ''
        const documentId =
          matches.find((row) => isOn(row, asDocument))?.documentId ?? documentIdOf(kind, number)
        return [offerDocument(kind, number, documentId)]
      }),
    },
    {
      heading: m.workflows(),
      items: [
        ...matches.map((row) => openItem(row.id, describeRow(row, facts.names))),
        ...(matches.length === 0 && isId ? offerWorkflow(asked, facts) : []),
      ],
    },
  ]
}

/** Ids have digits and are long; names of pages and views are not taken for one. */
function looksLikeId(text: string): boolean {
  return isWorkflowId(text) && /\d/.test(text) && text.length >= 10
}

/** Opening comes first; the way to the dialog is a link to it, which never fires. */
function offerWorkflow(workflowId: string, { rows, names }: PaletteFacts): PaletteItem[] {
  const row = rows.find(({ id }) => id === workflowId)
  return [
    openItem(workflowId, row === undefined ? m.palette_not_loaded() : describeRow(row, names)),
    {
      id: `terminate-${workflowId}`,
      text: m.palette_terminate({ id: workflowId }),
      note: m.palette_terminate_note(),
      act: { kind: 'go', to: pages.terminate(workflowId) },
    },
  ]
}

function openItem(workflowId: string, note: string): PaletteItem {
  return {
    id: `open-${workflowId}`,
    text: m.palette_open({ id: workflowId }),
    note,
    act: { kind: 'go', to: pages.workflow(workflowId) },
  }
}

function describeRow(row: Workflow, names: Names): string {
  const { kind, number } = describeDocumentText(row)
  return `${kind}${number === null ? '' : ` ${number}`} · ${describeTemplate(row.templateId, names)}`
}

type AskedDocument = { kind: DocumentKind | undefined; number: string }

/** `deal 5141`, `Сделка №5141`, and a number alone. */
function readDocument(text: string): AskedDocument | null {
  const [, word = '', number] = /^(\p{L}[\p{L}\s_-]*)?\s*[#№]?\s*(\d{1,18})$/u.exec(text) ?? []
  if (number === undefined) return null
  const name = word.trim().toLocaleLowerCase()
  if (name === '') return { kind: undefined, number }
  const kind = DOCUMENT_KINDS.find(
    (known) =>
      known.replaceAll('_', ' ').startsWith(name) || KIND_WORDS[known]().toLocaleLowerCase().startsWith(name),
  )
  return kind === undefined ? null : { kind, number }
}

function isOn(row: Workflow, asked: AskedDocument | null): boolean {
  // The cheap question first: there may be a hundred thousand rows.
  if (asked === null || !row.documentId?.endsWith(asked.number)) return false
  const { kind, number } = describeDocument(row)
  return number === asked.number && (asked.kind === undefined || asked.kind === kind)
}

function offerDocument(kind: DocumentKind, number: string, documentId: string | null): PaletteItem {
  // Where its id cannot be told, its number is searched for among its kind.
  const filters = documentId === null ? { document: kind, q: number } : { document: kind, documentId }
  return {
    id: `document-${kind}-${number}`,
    text: m.palette_document({ document: `${KIND_WORDS[kind]()} ${number}` }),
    act: { kind: 'go', to: listAddress(queryOf(filters)) },
  }
}

function searchFor(q: string): PaletteGroup {
  const to = listAddress(queryOf({ q }))
  return {
    heading: m.filter_search(),
    items: [{ id: 'search', text: m.palette_search({ text: q }), act: { kind: 'go', to } }],
  }
}

const queryOf = (filters: Partial<WorkflowFilters>) => formatFilters({ ...NO_FILTERS, ...filters }).toString()
const listAddress = (query: string) => (query === '' ? pages.workflows : `${pages.workflows}?${query}`)
