/** Colours by role, as CSS writes them; a line around each area, so that a light tint has an edge. */
export type Look = { fill: string; stroke: string }

/** A part of each bar, and a column of the table. */
export type Series = { id: string; word: string; look: Look }

export type Cell = {
  count: number
  /** Where exactly these are listed; `null` = no filter shows them. */
  href: string | null
}

/** A bar, and a row of the table. */
export type ChartRow = Cell & {
  id: string
  label: string
  /** What stands at the axis, where there is little room. */
  short?: string
  /** By series; one that is missing is 0. */
  cells: Readonly<Record<string, Cell>>
  /** Many together, told in words: its bar would leave the others no length. */
  isRest?: boolean
  /** Instead of the look of its series. */
  look?: Look
}

/** What is drawn, and what its table says: the same numbers behind the same links. */
export type Chart = {
  rows: readonly ChartRow[]
  series: readonly Series[]
  /** The list is not read to its end: there may be more of everything. */
  isAtLeast: boolean
}
