import type { SessionAnswer } from './session.ts'
import type { Workflow } from './workflow.ts'

/** Carries the confirmation of a DELETE: the end of the ID, typed by the operator. */
export const CONFIRM_HEADER = 'X-Confirm-Id'

const ENDING_LENGTH = 4

export type ProtectionRules = Readonly<
  Record<keyof Pick<SessionAnswer, 'protectedTemplates' | 'protectedStarters'>, readonly string[]>
>

/** `unknown`: something is protected here, and nobody can tell whether this is. */
export type Protection = 'template' | 'starter' | 'unknown'

type Marks = Pick<Workflow, 'templateId' | 'startedBy'>

/**
 * Why a workflow asks twice (PROTECTED_TEMPLATES, PROTECTED_STARTERS); `null` when nothing protects it. A workflow that
 * nobody has seen (`null`), or whose row has lost its template, may be a protected one.
 */
export function findProtection(workflow: Marks | null, rules: ProtectionRules): Protection | null {
  const { protectedTemplates, protectedStarters } = rules
  if (workflow === null) return protectedTemplates.length + protectedStarters.length > 0 ? 'unknown' : null
  const { templateId, startedBy } = workflow
  if (templateId !== null && protectedTemplates.includes(templateId)) return 'template'
  if (startedBy !== null && protectedStarters.includes(startedBy)) return 'starter'
  const hasLostTemplate = protectedTemplates.length > 0 && (templateId === null || templateId === '0')
  const hasLostStarter = protectedStarters.length > 0 && startedBy === null
  return hasLostTemplate || hasLostStarter ? 'unknown' : null
}

/** What has to be typed before a protected workflow is terminated: the last characters of its ID. */
export function confirmationOf(workflowId: string): string {
  return workflowId.slice(-ENDING_LENGTH)
}
