import type { DocumentKind } from './documents.ts'
import { isWorkflowId } from './workflow.ts'

/** Where a pasted link leads. */
export type PastedLink =
  | { kind: 'workflow'; workflowId: string }
  /** `path` is the document's on the portal; `documentId` as rows have it, where it can be told from the address alone. */
  | { kind: 'document'; document: DocumentKind; number: string; documentId: string | null; path: string }
  /** The portal's own list of workflows. */
  | { kind: 'list' }
  /** A page of this console. */
  | { kind: 'own'; address: string }
  /** Of another portal: its workflows are not here. */
  | { kind: 'foreign'; host: string }
  /** Of this portal, and nothing that is shown here. */
  | { kind: 'unknown' }

/** The portal's host, and the origin of this console. */
type Here = { portal: string; origin: string }

const SCHEME = /^https?:\/\//i
/** As it is shown where browsers leave the scheme out. */
const HOST_AND_PATH = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?\//i

/** Reads a link as it was copied from the portal or from this console; `null` = it is no link at all. Never throws. */
export function parsePastedLink(text: string, { portal, origin }: Here): PastedLink | null {
  const trimmed = text.trim()
  const isPath = /^\/[a-z]/i.test(trimmed)
  if (!isPath && !SCHEME.test(trimmed) && !HOST_AND_PATH.test(trimmed)) return null
  const address = isPath
    ? `https://${portal}${trimmed}`
    : SCHEME.test(trimmed)
      ? trimmed
      : `https://${trimmed}`
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  if (url.origin === origin) return ownPage(url)
  if (url.host.toLowerCase() !== portal.toLowerCase()) return { kind: 'foreign', host: url.host }
  // A path alone may be one of this console.
  return portalPage(url.pathname) ?? (isPath ? ownPage(url) : { kind: 'unknown' })
}

const OWN_PAGES = /^\/(workflows|batches|journal|overview|settings|help)(\/|$)/

function ownPage({ pathname, search }: URL): PastedLink {
  return OWN_PAGES.test(pathname) ? { kind: 'own', address: pathname + search } : { kind: 'unknown' }
}

function portalPage(path: string): PastedLink | null {
  const workflowId = /^\/company\/personal\/bizproc\/([^/]+)\/?$/.exec(path)?.[1]
  if (workflowId !== undefined && isWorkflowId(workflowId)) return { kind: 'workflow', workflowId }
  if (/^\/bizproc\/bizproc\/?$/.test(path)) return { kind: 'list' }
  const [, entity, entityNumber] =
    /^\/crm\/(lead|contact|company|deal)\/(?:details|show)\/(\d+)(?:\/|$)/.exec(path) ?? []
  if (entity !== undefined && entityNumber !== undefined)
    return documentLink(entity as 'lead' | 'contact' | 'company' | 'deal', entityNumber)
  // Digital workplaces put a page of their own before it.
  const [, type, number] = /\/type\/(\d+)\/details\/(\d+)(?:\/|$)/.exec(path) ?? []
  return type !== undefined && number !== undefined ? itemLink(type, number) : null
}

/** Types of items that are kinds of their own (vibe-api.md section 2). */
const TYPES: Record<string, 'quote' | 'invoice'> = { '7': 'quote', '31': 'invoice' }

function itemLink(type: string, number: string): PastedLink {
  return documentLink(TYPES[type] ?? 'smart_item', number, type)
}

type LinkedKind = 'lead' | 'contact' | 'company' | 'deal' | 'quote' | 'invoice' | 'smart_item'

function documentLink(document: LinkedKind, number: string, type = ''): PastedLink {
  const isEntity = type === ''
  return {
    kind: 'document',
    document,
    number,
    documentId: documentIdOf(document, number, type),
    path: isEntity ? `/crm/${document}/details/${number}/` : `/crm/type/${type}/details/${number}/`,
  }
}

/** A document's id as rows have it, `DEAL_5141`; `null` where portals differ, or a type is needed and not known. */
export function documentIdOf(kind: DocumentKind, number: string, type = ''): string | null {
  switch (kind) {
    case 'lead':
    case 'contact':
    case 'company':
    case 'deal':
    case 'quote':
      return `${kind.toUpperCase()}_${number}`
    case 'smart_item':
      return type === '' ? null : `DYNAMIC_${type}_${number}`
    default:
      return null
  }
}
