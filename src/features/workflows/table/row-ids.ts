/** The parts of a row that hold the focus, by their ids in the document. */
export const rowId = (workflowId: string) => `row-${workflowId}`
export const rowButtonId = (workflowId: string) => `terminate-${workflowId}`
export const rowBoxId = (workflowId: string) => `select-${workflowId}`

export const ROW_PARTS = [rowButtonId, rowBoxId, rowId] as const
export type RowPart = (typeof ROW_PARTS)[number]

/** The workflow whose row this is in; `null` = it is in none. */
export function workflowIdAt(element: Element | null): string | null {
  return element?.closest<HTMLElement>('tr[data-workflow]')?.dataset.workflow ?? null
}

/** Which part of its row this is: one that is none of them counts as the row itself. */
export function rowPartOf(element: Element | null): RowPart {
  const workflowId = workflowIdAt(element)
  return ROW_PARTS.find((idOf) => workflowId !== null && element?.id === idOf(workflowId)) ?? rowId
}
