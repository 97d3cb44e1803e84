import type { NewTermination } from '#server/gateway/journal/schema.ts'

export const NOW = Date.UTC(2026, 2, 31)

export function makeRow(fields: Partial<NewTermination> = {}): NewTermination {
  return {
    id: crypto.randomUUID(),
    portal: 'one.example',
    workflow_id: 'w1',
    mode: 'soft',
    reason: null,
    state: 'queued',
    operator_id: '1',
    operator_name: 'Анна Иванова',
    session: 'abcd1234',
    requested_at: NOW,
    changed_at: NOW,
    attempts: 0,
    ...fields,
  }
}
