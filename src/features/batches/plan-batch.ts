import { describeDocument, type DocumentKind } from '#src/contract/documents.ts'
import type { JournalEntry, JournalState } from '#src/contract/journal.ts'
import { findProtection, type Protection, type ProtectionRules } from '#src/contract/protection.ts'
import { stateOf, type Workflow } from '#src/contract/workflow.ts'

/** One of the frozen ids; `null` = nothing more than the id is known. */
export type BatchItem = { id: string; workflow: Workflow | null }

export type LeftOut = { item: BatchItem } & (
  { why: 'protected'; protection: Protection } | { why: 'under_way' | 'ended'; entry: JournalEntry }
)

export type BatchPlan = {
  /** What can be terminated, in the order it was frozen, with what the operator has taken out in its place. */
  listed: { item: BatchItem; isOut: boolean }[]
  /** What will be terminated. */
  included: BatchItem[]
  leftOut: LeftOut[]
}

type PlanFacts = {
  takenOut: ReadonlySet<string>
  entries: ReadonlyMap<string, JournalEntry>
  rules: ProtectionRules
}

const UNDER_WAY: readonly JournalState[] = ['queued', 'sending', 'accepted', 'unknown']
const ENDED: readonly JournalState[] = ['gone', 'already_gone', 'no_longer_running']

/** What of the frozen list is sent, and what is left out and why. Every item is either listed or left out. */
export function planBatch(items: readonly BatchItem[], { takenOut, entries, rules }: PlanFacts): BatchPlan {
  const plan: BatchPlan = { listed: [], included: [], leftOut: [] }
  for (const item of items) {
    const left = findLeftOut(item, entries.get(item.id), rules)
    if (left !== null) {
      plan.leftOut.push(left)
      continue
    }
    const isOut = takenOut.has(item.id)
    plan.listed.push({ item, isOut })
    if (!isOut) plan.included.push(item)
  }
  return plan
}

function findLeftOut(
  item: BatchItem,
  entry: JournalEntry | undefined,
  rules: ProtectionRules,
): LeftOut | null {
  if (entry !== undefined && ENDED.includes(entry.state)) return { item, why: 'ended', entry }
  if (entry !== undefined && UNDER_WAY.includes(entry.state)) return { item, why: 'under_way', entry }
  const protection = findProtection(item.workflow, rules)
  return protection === null ? null : { item, why: 'protected', protection }
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

/** How many do not come to the end of a step at `now`: Soft may wait for ever. */
export function countStuck(items: readonly BatchItem[], now: number): number {
  return items.filter(({ workflow }) => workflow !== null && stateOf(workflow, now) === 'stuck').length
}
