import type { Session } from '#src/contract/session.ts'

import { useSession } from './session-context.ts'
import { dropStored, useStored } from './stored.ts'

const prefixOf = ({ portal, operator }: Session) =>
  `flowstop.preference.${portal}.${operator.id ?? operator.name ?? ''}.`

/**
 * How an operator likes the console to look, kept in this browser by portal and operator. `parse` gets what is stored, or
 * `null`, and never throws; it has to be the same function on every render. Storing `null` goes back to the usual.
 */
export function usePreference<T>(
  name: string,
  parse: (stored: unknown) => T,
): [value: T, set: (stored: unknown) => void] {
  return useStored(prefixOf(useSession().session) + name, parse)
}

/** Everything back to the usual, for one operator of one portal. */
export function dropPreferences(session: Session): void {
  dropStored(prefixOf(session))
}
