import { describeDocument, type DocumentKind } from '#src/contract/documents.ts'
import type { JournalEntry, JournalState } from '#src/contract/journal.ts'
import { findProtection, type Protection, type ProtectionRules } from '#src/contract/protection.ts'
import type { Workflow } from '#src/contract/workflow.ts'

/** One of the frozen ids; `null` = nothing more than the id is known. */
export type BatchItem = { id: string; workflow: Workflow | null }

export type LeftOut = { item: BatchItem } & (
  { why: 'protected'; protection: Protection } | { why: 'under_way'; entry: JournalEntry }
)

export type BatchPlan = {
  /** What will be terminated. */
  included: BatchItem[]
  /** What the operator has taken out, and may put back. */
  takenOut: BatchItem[]
  leftOut: LeftOut[]
}

type PlanFacts = {
  takenOut: ReadonlySet<string>
  entries: ReadonlyMap<string, JournalEntry>
  rules: ProtectionRules
}

const UNDER_WAY: readonly JournalState[] = ['queued', 'sending', 'unknown']

/** What of the frozen list is sent, and what is left out and why. Every item is in exactly one of the three. */
export function planBatch(items: readonly BatchItem[], { takenOut, entries, rules }: PlanFacts): BatchPlan {
  const plan: BatchPlan = { included: [], takenOut: [], leftOut: [] }
  for (const item of items) {
    const protection = findProtection(item.workflow, rules)
    const entry = entries.get(item.id)
    if (protection !== null) plan.leftOut.push({ item, why: 'protected', protection })
    else if (entry !== undefined && UNDER_WAY.includes(entry.state))
      plan.leftOut.push({ item, why: 'under_way', entry })
    else if (takenOut.has(item.id)) plan.takenOut.push(item)
    else plan.included.push(item)
  }
  return plan
}

export type BatchGroup = {
  templateId: string | null
  /** `null` = the workflow itself is not known. */
  kind: DocumentKind | null
  count: number
}

/** By template and kind of document, the largest first. */
export function groupItems(items: readonly BatchItem[]): BatchGroup[] {
  const groups = new Map<string, BatchGroup>()
  for (const { workflow } of items) {
    const kind = workflow === null ? null : describeDocument(workflow).kind
    const templateId = workflow?.templateId ?? null
    const key = `${templateId} ${kind}`
    const group = groups.get(key) ?? { templateId, kind, count: 0 }
    group.count += 1
    groups.set(key, group)
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count)
}

/** How many rows match now that the frozen list does not hold. */
export function countNew(items: readonly BatchItem[], matching: readonly Workflow[]): number {
  const frozen = new Set(items.map(({ id }) => id))
  return matching.filter(({ id }) => !frozen.has(id)).length
}
