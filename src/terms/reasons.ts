import type { Drafts } from '#src/session/drafts.ts'

const NAME = 'reasons'
const MOST = 3

/** Reasons this operator gave last in this tab, newest first. */
export function readReasons(drafts: Drafts): string[] {
  const stored = drafts.read(NAME)
  return Array.isArray(stored) ? stored.filter((reason) => typeof reason === 'string').slice(0, MOST) : []
}

export function forgetReasons(drafts: Drafts): void {
  drafts.drop(NAME)
}

export function rememberReason(drafts: Drafts, reason: string): void {
  if (reason.trim() === '') return
  drafts.write(NAME, [reason, ...readReasons(drafts).filter((known) => known !== reason)].slice(0, MOST))
}
