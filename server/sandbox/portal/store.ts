import type { Row } from './row.ts'

export type RowFilter = { templateId?: string; startedBy?: string }

export type Store = {
  size: () => number
  find: (id: string) => Row | null
  /** The row at a place in the list, or the nearest one: for drawing one at random (0 ≤ share < 1). */
  at: (share: number) => Row | null
  add: (row: Row) => void
  remove: (id: string) => void
  /** Sets MODIFIED to `at` and so moves the row to the top. */
  touch: (row: Row, at: number) => void
  page: (filter: RowFilter, offset: number, limit: number) => { rows: Row[]; total: number }
}

/**
 * Rows in the order of MODIFIED. `order` runs from oldest to newest with holes where rows left or moved on, so a change is
 * cheap; holes are swept out when they are half of it.
 */
export function createStore(initial: readonly Row[]): Store {
  const places = new Map<string, number>()
  const byId = new Map<string, Row>()
  let order: (Row | null)[] = []

  function setOrder(rows: readonly Row[]) {
    order = [...rows]
    rows.forEach((row, index) => places.set(row.id, index))
  }

  function leave(id: string) {
    const place = places.get(id)
    if (place !== undefined) order[place] = null
    places.delete(id)
    if (order.length > 2 * byId.size + 64) setOrder(order.filter((row) => row !== null))
  }

  function enter(row: Row) {
    const last = order.findLast((other) => other !== null)
    places.set(row.id, order.length)
    order.push(row)
    if (last && last.modifiedAt > row.modifiedAt) setOrder(sortByModified(order))
  }

  const matches = (row: Row, filter: RowFilter) =>
    (filter.templateId === undefined || row.templateId === filter.templateId) &&
    (filter.startedBy === undefined || row.startedBy === filter.startedBy)

  for (const row of initial) byId.set(row.id, row)
  setOrder(sortByModified(initial))

  return {
    size: () => byId.size,
    find: (id) => byId.get(id) ?? null,
    at: (share) => {
      const from = Math.floor(share * order.length)
      for (let step = 0; step < order.length; step += 1) {
        const row = order[(from + step) % order.length]
        if (row) return row
      }
      return null
    },
    add: (row) => {
      byId.set(row.id, row)
      enter(row)
    },
    remove: (id) => {
      byId.delete(id)
      leave(id)
    },
    touch: (row, at) => {
      leave(row.id)
      row.modifiedAt = at
      enter(row)
    },
    page: (filter, offset, limit) => {
      const isFiltered = filter.templateId !== undefined || filter.startedBy !== undefined
      const rows: Row[] = []
      let seen = 0
      for (let index = order.length - 1; index >= 0; index -= 1) {
        const row = order[index]
        if (!row || (isFiltered && !matches(row, filter))) continue
        if (seen >= offset && rows.length < limit) rows.push(row)
        seen += 1
        if (!isFiltered && rows.length === limit) break
      }
      return { rows, total: isFiltered ? seen : byId.size }
    },
  }
}

function sortByModified(rows: readonly (Row | null)[]): Row[] {
  return rows.filter((row) => row !== null).toSorted((a, b) => a.modifiedAt - b.modifiedAt)
}
