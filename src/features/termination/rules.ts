import type { Names } from '#src/contract/names.ts'
import { confirmationOf, findProtection, type ProtectionRules } from '#src/contract/protection.ts'
import { stateOf, type Workflow } from '#src/contract/workflow.ts'
import { formatDay } from '#src/lib/format.ts'
import type { Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeStarter, describeTemplate } from '#src/terms/describe-workflow.ts'

type ProtectionFacts = {
  workflowId: string
  workflow: Workflow | null
  /** The gateway has refused for want of a confirmation: it knows more than this page. */
  isDemanded: boolean
}

/** Why this workflow asks twice, and what has to be typed; `null` when nothing protects it. */
export function describeProtection(
  { workflowId, workflow, isDemanded }: ProtectionFacts,
  rules: ProtectionRules,
  names: Names,
): { why: string; ending: string } | null {
  const protection = findProtection(workflow, rules) ?? (isDemanded ? 'unknown' : null)
  if (protection === null) return null
  const ending = confirmationOf(workflowId)
  switch (protection) {
    case 'template':
      return {
        ending,
        why: m.protected_template({ template: describeTemplate(workflow?.templateId ?? null, names) }),
      }
    case 'starter':
      return {
        ending,
        why: m.protected_starter({ starter: describeStarter(workflow?.startedBy ?? null, names) }),
      }
    case 'unknown':
      return { ending, why: m.protected_unknown() }
  }
}

/** What Soft means for a stuck workflow; `null` when it is not stuck. */
export function describeStuck(workflow: Workflow | null, now: number, zone: Zone): string | null {
  if (workflow?.lock.kind !== 'held' || stateOf(workflow, now) !== 'stuck') return null
  return m.soft_stuck({ since: formatDay(workflow.lock.until, now, getLocale(), zone) })
}
