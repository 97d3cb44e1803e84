import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { SHORTCUT_IDS } from '#src/terms/shortcuts.ts'
import { renderApp } from '#src/testing/render-app.tsx'

type App = Awaited<ReturnType<typeof renderApp>>

const rows = () => [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')]
const rowIds = () => rows().map((row) => row.dataset.workflow ?? '')
const focusedId = () => document.activeElement?.closest<HTMLElement>('tr[data-workflow]')?.dataset.workflow
const checked = () =>
  [...document.querySelectorAll<HTMLInputElement>('input[data-select]:checked')].map(
    ({ dataset }) => dataset.select,
  )
const row = (id: string) => document.querySelector<HTMLElement>(`tr[data-workflow="${id}"]`)

/** The list is there, and its keys are heard. */
async function untilKeysAreHeard({ user }: App, count = 10): Promise<void> {
  await waitFor(() => expect(rows()).toHaveLength(count))
  await waitFor(async () => {
    await user.keyboard('{Home}')
    expect(focusedId()).toBe(rowIds()[0])
  })
}

async function openList(options?: Parameters<typeof renderApp>[0]): Promise<App> {
  const app = await renderApp(options)
  await untilKeysAreHeard(app)
  return app
}

describe('keys in the list', () => {
  it('go from row to row, to the ends, and from one part of a row to the same of the next', async () => {
    const { user } = await openList()
    const ids = rowIds()
    await user.keyboard('jj{ArrowDown}k')
    expect(focusedId()).toBe(ids[2])
    expect(row(ids[2] ?? '')).toHaveFocus()
    await user.keyboard('{End}')
    expect(focusedId()).toBe(ids[9])
    await user.keyboard('j')
    expect(focusedId()).toBe(ids[9])
    screen.getByRole('button', { name: `Terminate ${FEW_IDS.dealStuck}` }).focus()
    await user.keyboard('k')
    expect(document.activeElement).toHaveAccessibleName(`Terminate ${ids[8]}`)
  })

  it('come back to the row from elsewhere on the page, and go on with the next when it has left', async () => {
    const app = await openList()
    const { user, sandbox } = app
    const ids = rowIds()
    await user.keyboard('jjj')
    screen.getByRole('button', { name: /^All/ }).focus()
    await user.keyboard('j')
    expect(focusedId()).toBe(ids[3])
    sandbox.endWorkflow(ids[3] ?? '')
    await app.advance(11_000)
    await user.keyboard('r')
    await waitFor(() => expect(rowIds()).not.toContain(ids[3]))
    expect(focusedId()).toBe(ids[4])
  })

  it('select: one, on to the next, and back', async () => {
    const { user } = await openList()
    const ids = rowIds()
    await user.keyboard('jx')
    expect(checked()).toEqual([ids[1]])
    await user.keyboard('{Shift>}jj{ArrowDown}{/Shift}')
    expect(checked()).toEqual(ids.slice(1, 5))
    await user.keyboard('{Shift>}k{/Shift}')
    expect(checked()).toEqual(ids.slice(1, 4))
    await user.keyboard('{Control>}a{/Control}')
    expect(checked()).toHaveLength(10)
    await user.keyboard('x')
    expect(checked()).toHaveLength(9)
  })

  it('open the dialog for the row, and for what is selected instead when something is', async () => {
    const { user } = await openList()
    const ids = rowIds()
    await user.keyboard('jt')
    expect(await screen.findByRole('dialog', { name: 'Terminate this workflow?' })).toHaveTextContent(
      ids[1] ?? '',
    )
    await user.keyboard('{Escape}')
    await waitFor(() => expect(focusedId()).toBe(ids[1]))
    await user.keyboard('x{Shift>}j{/Shift}jjt')
    expect(await screen.findByRole('dialog', { name: 'Terminate 2 workflows?' })).toBeVisible()
  })

  it('open everything about the row, where they belong to that workflow', async () => {
    const { user } = await openList()
    const ids = rowIds()
    await user.keyboard('jjo')
    await waitFor(() => expect(window.location.pathname).toBe(`/workflows/${ids[2]}`))
    // The list under it hears nothing.
    await user.keyboard('x')
    expect(checked()).toEqual([])
    await waitFor(async () => {
      await user.keyboard('t')
      expect(screen.getByRole('dialog', { name: 'Terminate this workflow?' })).toHaveTextContent(ids[2] ?? '')
    })
  })

  it('do nothing while something is typed, composed, held, or asked in a dialog', async () => {
    const { user, pageDeletes } = await openList()
    /** Whether a key is left to the browser: nothing was done with it. */
    const isLeft = (init: KeyboardEventInit) =>
      fireEvent.keyDown(document.activeElement ?? document.body, init)
    const letters = ['j', 'x', 't', 'r', '/', '?', 'g'].map((key) => ({ key }))
    await user.keyboard('/')
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveFocus()
    expect(letters.filter((key) => !isLeft(key))).toEqual([])
    await user.keyboard('{Enter}')
    const [first = ''] = rowIds()
    expect(row(first)).toHaveFocus()
    expect(isLeft({ key: 'x', isComposing: true })).toBe(true)
    expect(isLeft({ key: 'x', repeat: true })).toBe(true)
    expect(isLeft({ key: 'x', altKey: true })).toBe(true)
    expect(isLeft({ key: 't', ctrlKey: true })).toBe(true)
    expect(isLeft({ key: 't', repeat: true })).toBe(true)
    expect(checked()).toEqual([])
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()

    await user.keyboard('t')
    const dialog = await screen.findByRole('dialog')
    const keep = within(dialog).getByRole('button', { name: 'Keep running' })
    await waitFor(() => expect(keep).toHaveFocus())
    expect(letters.filter((key) => !isLeft(key))).toEqual([])
    expect(isLeft({ key: 'k', ctrlKey: true })).toBe(true)
    expect(keep).toHaveFocus()
    // Held from before it was open, Enter is no press of a button.
    expect(isLeft({ key: 'Enter', repeat: true })).toBe(false)
    const reason = within(dialog).getByRole('textbox', { name: 'Reason' })
    act(() => reason.focus())
    isLeft({ key: 'Enter', ctrlKey: true, repeat: true })
    isLeft({ key: 'Enter' })
    act(() =>
      within(dialog)
        .getByRole('radio', { name: /^Force/ })
        .focus(),
    )
    expect(isLeft({ key: 'Enter' })).toBe(false)
    expect(pageDeletes()).toEqual([])
    await user.keyboard('{Escape}')
    expect(checked()).toEqual([])
  })
})

describe('the sheet of shortcuts', () => {
  const openSheet = async ({ user }: App) => {
    await user.keyboard('?')
    return screen.findByRole('dialog', { name: 'Keyboard shortcuts' })
  }
  const lines = (sheet: HTMLElement) => [...sheet.querySelectorAll<HTMLElement>('[data-shortcut]')]
  const here = (sheet: HTMLElement) =>
    lines(sheet).flatMap(({ dataset }) => (dataset.here === 'true' ? [dataset.shortcut] : []))

  it('has every shortcut that is bound and no other, and tells those of this page from the rest', async () => {
    const app = await openList()
    const sheet = await openSheet(app)
    expect(new Set(lines(sheet).map(({ dataset }) => dataset.shortcut))).toEqual(new Set(SHORTCUT_IDS))
    // On the list all of them do something: none is promised that nobody has bound.
    expect(new Set(here(sheet))).toEqual(new Set(SHORTCUT_IDS))
    await app.user.keyboard('{Escape}')
    await app.user.keyboard('go')
    await waitFor(() => expect(window.location.pathname).toBe('/overview'))
    await waitFor(() => expect(document.querySelector('tr[data-workflow]')).toBe(null))
    const there = await openSheet(app)
    expect(here(there)).not.toContain('terminate')
    expect(there).toHaveTextContent(/On: Workflows, Batches, Journal/)
  })

  it('switches single characters off, and keeps that; arrows and Ctrl go on', async () => {
    const app = await openList()
    const { user } = app
    const sheet = await openSheet(app)
    app.letMomentPass()
    await user.click(within(sheet).getByRole('checkbox', { name: /single character/ }))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(focusedId()).toBe(rowIds()[0]))
    await user.keyboard('jx?gj')
    expect(focusedId()).toBe(rowIds()[0])
    expect(checked()).toEqual([])
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    await user.keyboard('{ArrowDown}')
    expect(focusedId()).toBe(rowIds()[1])
    app.reload()
    await untilKeysAreHeard(app)
    await user.keyboard('j')
    expect(focusedId()).toBe(rowIds()[0])
    // The way back does not need the key that is off.
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox', { name: /Find a page/ }), 'shortcuts')
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('checkbox', { name: /single character/ })).not.toBeChecked()
  })
})

describe('the palette', () => {
  async function openPalette({ user }: App, text: string) {
    await user.keyboard('{Control>}k{/Control}')
    const field = await screen.findByRole('combobox', { name: /Find a page/ })
    if (text !== '') {
      await user.click(field)
      await user.paste(text)
    }
    return within(await screen.findByRole('dialog', { name: 'Command palette' }))
  }

  it('names the entry that Enter takes, says how many there are, and gives the focus back', async () => {
    const app = await openList()
    const palette = await openPalette(app, '')
    const options = palette.getAllByRole('option')
    const field = palette.getByRole('combobox')
    expect(field).toHaveAttribute('aria-activedescendant', options[0]?.id)
    await app.user.keyboard('{ArrowUp}')
    expect(field).toHaveAttribute('aria-activedescendant', options.at(-1)?.id)
    expect(options.at(-1)).toHaveAttribute('aria-selected', 'true')
    expect(palette.getByRole('status')).toHaveTextContent(`${options.length} results`)
    await app.user.keyboard('{Escape}')
    await waitFor(() => expect(row(rowIds()[0] ?? '')).toHaveFocus())
  })

  it('shows own views, and refreshes', async () => {
    const app = await openList()
    localStorage.setItem(
      'flowstop.preference.sandbox.bitrix24.example.1.views',
      JSON.stringify([{ name: 'Mine of deals', query: 'document=deal' }]),
    )
    await openPalette(app, 'mine of')
    await app.user.keyboard('{Enter}')
    await waitFor(() => expect(window.location.search).toBe('?document=deal'))
    const before = app.exchanges.length
    await openPalette(app, 'refresh')
    await app.user.keyboard('{Enter}')
    await waitFor(() =>
      expect(app.exchanges.slice(before).map(({ url }) => url.pathname)).toContain('/v1/workflows'),
    )
  })

  it('opens a workflow that the list does not know, and never terminates one', async () => {
    const app = await openList()
    const palette = await openPalette(app, '60000000aaaaaa.12345678')
    expect(await palette.findByText('Not in what is loaded of the list')).toBeVisible()
    await app.user.keyboard('{Enter}')
    await waitFor(() => expect(window.location.pathname).toBe('/workflows/60000000aaaaaa.12345678'))
    await openPalette(app, FEW_IDS.dealIdle)
    await app.user.keyboard('{ArrowDown}{Enter}')
    expect(await screen.findByRole('button', { name: 'Keep running' })).toHaveFocus()
    expect(app.pageDeletes()).toEqual([])
  })
})

describe('keys of the other tables', () => {
  it('go from entry to entry of the journal', async () => {
    const app = await renderApp()
    for (const id of [FEW_IDS.quote, FEW_IDS.dealIdle]) {
      const dialog = await app.openDialog(id)
      await app.user.click(dialog.getByRole('button', { name: 'Terminate' }))
      await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    }
    await app.user.keyboard('gj')
    await waitFor(() => expect(document.querySelectorAll('tr[data-entry]')).toHaveLength(2))
    await app.user.keyboard('jj')
    const second = document.querySelectorAll('tr[data-entry]')[1]
    expect(second?.contains(document.activeElement)).toBe(true)
    await app.user.keyboard('/')
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveFocus()
  })
})
