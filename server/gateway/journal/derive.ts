import type { Derived, NewTermination, TerminationTable } from './schema.ts'

/** Lower case in any script, the same for what is written and what is asked. */
export function fold(text: string): string {
  return text.normalize('NFC').toLocaleLowerCase('und')
}

type Who = Pick<NewTermination, 'operator_id' | 'operator_name' | 'session'>

/** Names an operator for the filter: by id, else by name, else by the session that nobody's name is known for. */
export function operatorKeyOf({ operator_id, operator_name, session }: Who): string {
  if (operator_id) return `id:${operator_id}`
  return operator_name ? `name:${operator_name}` : `session:${session}`
}

/** The columns of a row that follow from the others. */
export function derive(row: NewTermination): Pick<TerminationTable, Derived> {
  const { id, workflow_id, reason, operator_name, operator_id, document_id, template_id, batch_id } = row
  const texts = [reason, workflow_id, operator_name, operator_id, document_id, template_id, id, batch_id]
  return {
    operator_key: operatorKeyOf(row),
    reason_search: fold(reason ?? ''),
    // Nothing that is asked holds a line feed, so nothing is found across two texts.
    search: fold(texts.filter(Boolean).join('\n')),
  }
}
