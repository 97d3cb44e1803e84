import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { pages } from '#src/contract/addresses.ts'
import { renderApp } from '#src/testing/render-app.tsx'

type Story = Awaited<ReturnType<typeof renderApp>>

/** Ends three workflows: softly, by force, and one whose reason a spreadsheet would run. */
async function openFilledJournal(options: Parameters<typeof renderApp>[0] = {}): Promise<Story> {
  const story = await renderApp(options)
  await terminate(story, FEW_IDS.dealIdle, 'soft', 'Ошибка в шаблоне')
  await terminate(story, FEW_IDS.quote, 'force', 'Agreed with sales')
  await terminate(story, FEW_IDS.listElement, 'soft', '=HYPERLINK("http://evil.example";"x")')
  await story.user.click(screen.getByRole('link', { name: 'Journal' }))
  await screen.findByText('3 entries')
  return story
}

async function terminate(
  { user, openDialog }: Story,
  workflowId: string,
  mode: 'soft' | 'force',
  reason: string,
): Promise<void> {
  const dialog = await openDialog(workflowId)
  const field = dialog.getByRole('textbox', { name: 'Reason' })
  fireEvent.change(field, { target: { value: reason } })
  if (mode === 'force') await user.click(dialog.getByRole('radio', { name: /^Force/ }))
  await user.click(dialog.getByRole('button', { name: mode === 'force' ? 'Force-terminate' : 'Terminate' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
}

/** The workflows whose entries are shown, newest first. */
const shownIds = () =>
  screen
    .getAllByRole('button', { name: /^Details of / })
    .map((button) => (button.getAttribute('aria-label') ?? '').replace('Details of ', ''))

const expectShown = (...ids: string[]) => waitFor(() => expect(shownIds()).toEqual(ids))
const query = () => window.location.search

const newestFirst = [FEW_IDS.listElement, FEW_IDS.quote, FEW_IDS.dealIdle]

describe('the journal as a list', () => {
  it('shows each termination on a line of its own, and unfolds all that is on its record', async () => {
    const { user } = await openFilledJournal()
    await expectShown(...newestFirst)
    const row = screen.getByText('Agreed with sales').closest('tr')
    if (!row) throw new Error('no row')
    expect(within(row).getByText('Anna Ivanova')).toBeVisible()
    expect(within(row).getByText('Force')).toBeVisible()
    expect(within(row).queryByText('HTTP status')).not.toBeInTheDocument()
    await user.click(within(row).getByRole('button', { name: `Details of ${FEW_IDS.quote}` }))
    expect(within(row).getByText('HTTP status').nextSibling).toHaveTextContent('204')
    expect(within(row).getByText('Attempts').nextSibling).toHaveTextContent('1')
    expect(within(row).getByText('Document ID').nextSibling).toHaveTextContent('QUOTE_77')
  })

  it('offers nothing that would change an entry', async () => {
    const { user } = await openFilledJournal()
    for (const button of screen.getAllByRole('button', { name: /^Details of / })) await user.click(button)
    const main = within(screen.getByRole('main'))
    const words = main.getAllByRole('button').map((button) => button.textContent)
    expect(words.filter((word) => /edit|delete|remove|terminate/i.test(word))).toEqual([])
    expect(main.queryAllByRole('textbox', { name: 'Reason' })).toHaveLength(0)
  })

  it('tells an empty journal from one in which nothing matches', async () => {
    const { user, open } = await renderApp({ path: '/journal' })
    expect(await screen.findByRole('heading', { name: 'Nothing was terminated yet' })).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Clear filters' })).not.toBeInTheDocument()
    open('/journal?q=x')
    expect(await screen.findByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    const [clear] = screen.getAllByRole('button', { name: 'Clear filters' })
    if (!clear) throw new Error('no way to clear the filters')
    await user.click(clear)
    expect(await screen.findByRole('heading', { name: 'Nothing was terminated yet' })).toBeVisible()
  })

  it('that cannot be read says so, and keeps what was read before', async () => {
    const { user, setOnline, reload } = await openFilledJournal()
    setOnline(false)
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText(/^Not refreshed: /, undefined, { timeout: 6000 })).toBeVisible()
    await expectShown(...newestFirst)
    setOnline(true)
    reload()
    await expectShown(...newestFirst)
  }, 10_000)
})

describe('search in the journal', () => {
  it('finds Cyrillic in another case, and waits for the hands to rest', async () => {
    const { user, exchanges } = await openFilledJournal()
    const before = exchanges.length
    await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'ОШИБКА')
    await expectShown(FEW_IDS.dealIdle)
    expect(new URLSearchParams(query()).get('q')).toBe('ОШИБКА')
    const asked = exchanges.slice(before).flatMap(({ url }) => url.searchParams.get('q') ?? [])
    expect(new Set(asked)).toEqual(new Set(['ОШИБКА']))
  })

  it('replaces the step of history it is in; choosing adds one, and the way back takes it', async () => {
    const { user } = await openFilledJournal()
    const steps = window.history.length
    await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'agreed')
    await waitFor(() => expect(query()).toBe('?q=agreed'))
    expect(window.history.length).toBe(steps)
    await user.selectOptions(screen.getByRole('combobox', { name: 'Outcome' }), 'Refused')
    await waitFor(() => expect(query()).toBe('?state=refused&q=agreed'))
    expect(await screen.findByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    window.history.back()
    await waitFor(() => expect(query()).toBe('?q=agreed'))
    // The address is there at once, what shows it comes with the router's transition.
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Outcome' })).toHaveValue(''))
    await expectShown(FEW_IDS.quote)
  })

  it('loses nothing of what was typed when a filter is chosen before the page has followed', async () => {
    await openFilledJournal()
    const search = screen.getByRole('searchbox', { name: 'Search' })
    const outcome = screen.getByRole('combobox', { name: 'Outcome' })
    // One act: nothing is drawn between the two.
    act(() => {
      fireEvent.change(search, { target: { value: 'agreed' } })
      fireEvent.change(outcome, { target: { value: 'refused' } })
    })
    await waitFor(() => expect(query()).toContain('state=refused'))
    expect(new URLSearchParams(query()).get('q')).toBe('agreed')
  })
})

describe('filters of the journal', () => {
  const typeAndEnter = async ({ user }: Story, name: string, text: string) =>
    user.type(await screen.findByRole('textbox', { name }), `${text}{Enter}`)

  const CASES: readonly {
    name: string
    set: (story: Story) => Promise<unknown>
    address: RegExp
    shown: readonly string[]
  }[] = [
    {
      name: 'Way',
      set: ({ user }) => user.selectOptions(screen.getByRole('combobox', { name: 'Way' }), 'Force'),
      address: /^\?mode=force$/,
      shown: [FEW_IDS.quote],
    },
    {
      name: 'Outcome',
      set: ({ user }) => user.selectOptions(screen.getByRole('combobox', { name: 'Outcome' }), 'Ended'),
      address: /^\?state=gone$/,
      shown: [],
    },
    {
      name: 'Who',
      set: async ({ user }) => {
        await screen.findByRole('option', { name: 'Anna Ivanova' })
        await user.selectOptions(screen.getByRole('combobox', { name: 'Who' }), 'Anna Ivanova')
      },
      address: /^\?operator=[^&]+$/,
      shown: newestFirst,
    },
    {
      name: 'Reason',
      set: ({ user }) => user.type(screen.getByRole('textbox', { name: 'Reason' }), 'AGREED'),
      address: /^\?reason=AGREED$/,
      shown: [FEW_IDS.quote],
    },
    {
      name: 'Document',
      set: (story) => typeAndEnter(story, 'Document', 'QUOTE_77'),
      address: /^\?document=QUOTE_77$/,
      shown: [FEW_IDS.quote],
    },
    {
      name: 'Template',
      set: (story) => typeAndEnter(story, 'Template', '#42'),
      address: /^\?template=42$/,
      shown: [FEW_IDS.listElement],
    },
    {
      name: 'Workflow ID',
      set: (story) => typeAndEnter(story, 'Workflow ID', FEW_IDS.dealIdle),
      address: /^\?workflowId=[0-9a-f.]+$/,
      shown: [FEW_IDS.dealIdle],
    },
  ]

  for (const { name, set, address, shown } of CASES)
    it(`${name} narrows, stands in the address and outlives a reload`, async () => {
      const story = await openFilledJournal()
      await story.user.click(screen.getByRole('button', { name: 'More filters' }))
      await set(story)
      await waitFor(() => expect(query()).toMatch(address))
      const expectNarrowed = () =>
        shown.length > 0
          ? expectShown(...shown)
          : screen.findByText('The journal has entries, but none of them matches these filters.')
      await expectNarrowed()
      story.reload()
      await expectNarrowed()
      expect(query()).toMatch(address)
      await story.user.click(screen.getAllByRole('button', { name: 'Clear filters' })[0] ?? document.body)
      await expectShown(...newestFirst)
      expect(query()).toBe('')
    })

  it('by day take both days in, where the operator is', async () => {
    const { clock } = await openFilledJournal()
    const day = new Date(clock.now())
    const two = (number: number) => String(number).padStart(2, '0')
    const text = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
    fireEvent.change(screen.getByLabelText('From day', { selector: 'input' }), { target: { value: text } })
    await waitFor(() => expect(query()).toBe(`?from=${text}`))
    fireEvent.change(screen.getByLabelText('To day', { selector: 'input' }), { target: { value: text } })
    await waitFor(() => expect(query()).toBe(`?from=${text}&to=${text}`))
    await expectShown(...newestFirst)
    fireEvent.change(screen.getByLabelText('To day', { selector: 'input' }), {
      target: { value: '1999-01-01' },
    })
    expect(await screen.findByText('The first day is after the last one.')).toBeVisible()
  })

  it('by a batch are a chip that leads to the batch and can be taken off', async () => {
    const { user, open } = await openFilledJournal()
    open('/journal?batch=5d0c1c2e-0000-4000-8000-000000000000')
    const chip = await screen.findByRole('link', { name: /^Batch 5d0c1c2e/ })
    expect(chip).toHaveAttribute('href', pages.batch('5d0c1c2e-0000-4000-8000-000000000000'))
    expect(await screen.findByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Show entries of all batches' }))
    await expectShown(...newestFirst)
  })

  it('that are rarely used show by themselves when one is set, and not before', async () => {
    const { open } = await renderApp({ path: '/journal' })
    expect(await screen.findByRole('button', { name: 'More filters' })).toBeVisible()
    expect(screen.queryByRole('combobox', { name: 'Way' })).not.toBeInTheDocument()
    open('/journal?mode=force')
    expect(await screen.findByRole('combobox', { name: 'Way' })).toHaveValue('force')
  })

  it('by somebody who is not in the list still show who was asked for', async () => {
    await renderApp({ path: '/journal?operator=gone-with-the-wind' })
    expect(await screen.findByRole('combobox', { name: 'Who' })).toHaveValue('gone-with-the-wind')
  })
})
