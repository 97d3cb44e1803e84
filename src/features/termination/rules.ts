import type { TerminationMode } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { ReasonRule, SessionAnswer } from '#src/contract/session.ts'
import { stateOf, type Workflow } from '#src/contract/workflow.ts'
import { formatDay } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeStarter, describeTemplate } from '#src/terms/describe-workflow.ts'

/** Characters of the ID that have to be typed before a protected workflow is terminated. */
const ENDING_LENGTH = 4

/** Whether a single termination in this mode needs a reason. */
export function isReasonRequired(rule: ReasonRule, mode: TerminationMode): boolean {
  return rule === 'always' || (rule === 'force' && mode === 'force')
}

/** Why this workflow asks twice, and what has to be typed; `null` when nothing protects it. */
export function describeProtection(
  { workflowId, workflow }: { workflowId: string; workflow: Workflow | null },
  rules: Pick<SessionAnswer, 'protectedTemplates' | 'protectedStarters'>,
  names: Names,
): { why: string; ending: string } | null {
  const ending = workflowId.slice(-ENDING_LENGTH)
  const templateId = workflow?.templateId ?? null
  const startedBy = workflow?.startedBy ?? null
  if (templateId !== null && rules.protectedTemplates.includes(templateId))
    return { ending, why: m.protected_template({ template: describeTemplate(templateId, names) }) }
  if (startedBy !== null && rules.protectedStarters.includes(startedBy))
    return { ending, why: m.protected_starter({ starter: describeStarter(startedBy, names) }) }
  return null
}

/** What Soft means for a stuck workflow; `null` when it is not stuck. */
export function describeStuck(workflow: Workflow | null, now: number): string | null {
  if (workflow?.lock.kind !== 'held' || stateOf(workflow, now) !== 'stuck') return null
  return m.soft_stuck({ since: formatDay(workflow.lock.until, now, getLocale()) })
}
