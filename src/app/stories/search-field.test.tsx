import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'

import { SearchField } from '#src/features/workflows/toolbar/search-field.tsx'

it('loses no key while the address is still behind', async () => {
  const onChange = vi.fn<(q: string) => void>()
  const { rerender } = render(<SearchField q="" onChange={onChange} />)
  const field = screen.getByRole('searchbox')
  await userEvent.type(field, 'invoice')
  expect(field).toHaveValue('invoice')
  expect(onChange).toHaveBeenLastCalledWith('invoice')
  rerender(<SearchField q="inv" onChange={onChange} />)
  expect(field).toHaveValue('invoice')
  rerender(<SearchField q="invoice" onChange={onChange} />)
  rerender(<SearchField q="" onChange={onChange} />)
  expect(field).toHaveValue('')
})

it('shows what the address says when that is changed by something else', async () => {
  const { rerender } = render(<SearchField q="" onChange={() => {}} />)
  const field = screen.getByRole('searchbox')
  await userEvent.type(field, 'inv')
  rerender(<SearchField q="DEAL_7" onChange={() => {}} />)
  expect(field).toHaveValue('DEAL_7')
})
