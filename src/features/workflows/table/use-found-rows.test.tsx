import { fireEvent, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'

import { LIST_SEARCH_ID } from '#src/features/workflows/toolbar/search-field.tsx'

import { useFoundRows } from './use-found-rows.ts'

/** A search whose rows are found when the test says so. */
function openSearch() {
  const visits: string[] = []
  let go = () => false
  const List = ({ q }: { q: string }) => {
    const goToFound = useFoundRows(q, () => {
      visits.push(q)
      return true
    })
    // What a key calls is the function of the last render.
    go = goToFound
    return null
  }
  const draw = (q: string | null) => (
    <>
      <input id={LIST_SEARCH_ID} aria-label="Search" />
      {q !== null && <List q={q} />}
    </>
  )
  const { rerender } = render(draw(''))
  const field = screen.getByRole('textbox', { name: 'Search' })
  field.focus()
  return {
    visits,
    field,
    user: userEvent.setup({ delay: null }),
    press: () => go(),
    /** `null`: nothing was found. */
    find: (q: string | null) => rerender(draw(q)),
  }
}

describe('the way from the search to its rows', () => {
  it('leads to the first at once where the rows are those that were searched for', async () => {
    const { user, field, find, press, visits } = openSearch()
    await user.type(field, 'deal')
    find('deal')
    press()
    expect(visits).toEqual(['deal'])
  })

  it('waits for what was searched for, and takes no letter meanwhile', async () => {
    const { user, field, find, press, visits } = openSearch()
    await user.type(field, 'deal')
    find('d')
    press()
    await user.type(field, 'jx')
    find('dea')
    expect(visits).toEqual([])
    expect(field).toHaveValue('deal')
    find('deal')
    expect(visits).toEqual(['deal'])
    await user.type(field, 's')
    expect(field).toHaveValue('deals')
  })

  it('goes nowhere when the operator is elsewhere by then, or something else was searched for', async () => {
    const { user, field, find, press, visits } = openSearch()
    await user.type(field, 'deal')
    press()
    field.blur()
    find('deal')
    press()
    expect(visits).toEqual(['deal'])
    find('d')
    press()
    fireEvent.change(field, { target: { value: '' } })
    find('')
    expect(visits).toEqual(['deal'])
  })

  it('gives the search back when nothing was found', async () => {
    const { user, field, find, press } = openSearch()
    await user.type(field, 'xyz')
    press()
    find(null)
    await user.type(field, '{Backspace}')
    expect(field).toHaveValue('xy')
    expect(field).toHaveFocus()
  })
})
