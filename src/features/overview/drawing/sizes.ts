import type { Chart } from './chart.ts'

export const ROW_HEIGHT = 26
const DAYS_HEIGHT = 200

export type DrawingKind = 'rows' | 'days'

/** Known before it is drawn: nothing moves when the drawing comes. */
export function heightOf(kind: DrawingKind, { rows }: Chart): number {
  return kind === 'days' ? DAYS_HEIGHT : rows.length * ROW_HEIGHT
}
