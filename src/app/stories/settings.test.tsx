import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { pages } from '#src/contract/addresses.ts'
import { countLateEffects } from '#src/testing/late-effects.ts'
import { renderApp } from '#src/testing/render-app.tsx'
import { readRecords, watchSavedFiles, type SavedFile } from '#src/testing/saved-files.ts'

type Story = Awaited<ReturnType<typeof renderApp>>

/** Where the sandbox's operator keeps what she likes. */
const KEY = 'flowstop.preference.sandbox.bitrix24.example.1.'

const rows = () => screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })
const zone = (name: RegExp) => screen.findByRole('radio', { name })

async function choosePortalZone({ user, open }: Story): Promise<void> {
  await rows()
  open(pages.settings)
  await user.click(await zone(/^Portal/))
}

/** The instants that the sandbox gave, as it wrote them: by the portal's clock. */
function timesOnTheWire({ exchanges }: Story, workflowId: string) {
  for (const { answer } of exchanges) {
    const found = new RegExp(`"ID":"${workflowId}".*?"STARTED":"([^"]+)"`).exec(answer)?.[1]
    if (found !== undefined) return { started: found, wall: found.slice(0, 19).replace('T', ' ') }
  }
  throw new Error(`Nothing was read about ${workflowId}`)
}

beforeEach(() => {
  vi.stubEnv('TZ', 'Europe/Lisbon')
})

describe('the time zone', () => {
  it("is this computer's, until the portal's is chosen: then the list, the detail and its file follow it", async () => {
    const saved: SavedFile[] = watchSavedFiles()
    const story = await renderApp()
    await choosePortalZone(story)
    await story.user.selectOptions(
      await screen.findByRole('combobox', { name: 'Times in columns' }),
      'absolute',
    )
    const { started, wall } = timesOnTheWire(story, FEW_IDS.dealIdle)
    expect(started).toMatch(/\+03:00$/)

    story.open('/workflows')
    const row = (await rows()).closest('tr')
    // Of another year a column says the day.
    const shown = new Intl.DateTimeFormat('en', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(Date.parse(`${started.slice(0, 19)}Z`))
    const [day = '', year = ''] = shown.split(', ')
    expect(row).toHaveTextContent(new RegExp(`${day}(, ${year}|, ${started.slice(11, 16)})`))

    await story.user.click(screen.getByRole('button', { name: 'View' }))
    await story.user.click(await screen.findByRole('menuitem', { name: /CSV/ }))
    await waitFor(() => expect(saved).toHaveLength(1))
    const text = (await saved[0]?.text()) ?? ''
    expect(text).toContain('Time zone,UTC+03:00')
    const record = readRecords(text).find((known) => known['Workflow ID'] === FEW_IDS.dealIdle)
    expect(record?.['Started (UTC+03:00)']).toBe(wall)

    story.open(pages.workflow(FEW_IDS.dealIdle))
    expect(
      (await screen.findAllByText(new RegExp(`${started.slice(14, 19)} [AP]M UTC\\+03:00$`))).length,
    ).not.toBe(0)
  })

  it('moves the days of the journal: the same address asks for other instants', async () => {
    const story = await renderApp()
    await choosePortalZone(story)
    story.open('/journal?from=2026-03-29&to=2026-03-29')
    await screen.findByRole('heading', { name: 'Journal' })
    await waitFor(() => {
      const asked = story.exchanges.findLast(
        ({ url }) => url.pathname === '/api/journal' && url.searchParams.has('from'),
      )
      expect(Object.fromEntries(asked?.url.searchParams ?? [])).toMatchObject({
        from: '2026-03-28T21:00:00.000Z',
        to: '2026-03-29T21:00:00.000Z',
      })
    })
  })

  it("of a portal that nobody has read from is said to be unknown, and this computer's stands in", async () => {
    const { user, open } = await renderApp({ path: pages.settings })
    await user.click(await zone(/^Portal Not known yet/))
    expect(localStorage.getItem(`${KEY}zone`)).toBe('"portal"')
    open('/workflows')
    await rows()
    open(pages.settings)
    expect(await zone(/^Portal UTC\+03:00, as of its latest times/)).toBeChecked()
  })

  it('is what the card of a time begins with, and what it copies; by keyboard as well', async () => {
    const story = await renderApp()
    await choosePortalZone(story)
    story.open(pages.workflow(FEW_IDS.dealIdle))
    // The detail takes the focus when its code has come.
    await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Deal 5141' })).toHaveFocus())
    const [stop] = await screen.findAllByRole('button', { name: /UTC\+03:00/ })
    const { started } = timesOnTheWire(story, FEW_IDS.dealIdle)
    // The cards are loaded after the list.
    await waitFor(() => {
      act(() => stop?.blur())
      act(() => stop?.focus())
      expect(screen.getByRole('group', { name: 'The time in other zones' })).toBeVisible()
    })
    const card = within(screen.getByRole('group', { name: 'The time in other zones' }))
    expect(card.getAllByRole('term').map((term) => term.textContent)[0]).toBe('Portal, UTC+03:00')
    expect(stop).toHaveAccessibleDescription(expect.stringContaining('Portal, UTC+03:00'))
    fireEvent.keyDown(stop ?? document.body, { key: 'Tab' })
    expect(card.getByRole('button', { name: `Copy ${started}` })).toHaveFocus()
    await story.user.keyboard('{Escape}')
    expect(screen.queryByRole('group', { name: 'The time in other zones' })).not.toBeInTheDocument()
    expect(stop).toHaveFocus()
    expect(window.location.pathname).toBe(pages.workflow(FEW_IDS.dealIdle))
  })

  it('is in the menu of a row, for who has no pointer', async () => {
    const story = await renderApp()
    await rows()
    const { started } = timesOnTheWire(story, FEW_IDS.dealIdle)
    await choosePortalZone(story)
    story.open('/workflows')
    await rows()
    await story.user.click(screen.getByRole('button', { name: `More for ${FEW_IDS.dealIdle}` }))
    expect(await screen.findByRole('menuitem', { name: `Copy ${started}` })).toBeVisible()
  })
})

describe('settings', () => {
  it('that make no sense count as the usual ones', async () => {
    for (const name of ['zone', 'times', 'refresh', 'shortcuts', 'columns', 'views'])
      localStorage.setItem(KEY + name, name === 'zone' ? '{"broken' : '{"a":[7]}')
    localStorage.setItem('flowstop.theme', '"purple"')
    localStorage.setItem('flowstop.portal-zone.sandbox.bitrix24.example', '99999')
    await renderApp({ path: pages.settings })
    expect(await zone(/^This computer/)).toBeChecked()
    expect(await zone(/^Portal Not known yet/)).not.toBeChecked()
    expect(screen.getByRole('combobox', { name: 'Theme' })).toHaveValue('system')
    expect(screen.getByRole('combobox', { name: 'Times in columns' })).toHaveValue('relative')
    expect(screen.getByRole('combobox', { name: 'Refresh of the list' })).toHaveValue('')
    expect(screen.getByRole('checkbox', { name: 'Keyboard shortcuts' })).toBeChecked()
    expect(screen.getByText('All are shown.')).toBeVisible()
  })

  it('go back to the usual together, once what goes was read', async () => {
    localStorage.setItem(`${KEY}columns`, '["id"]')
    localStorage.setItem(`${KEY}views`, '[{"name":"Mine","query":"preset=stuck"}]')
    localStorage.setItem('flowstop.preference.other.example.1.zone', '"utc"')
    const { user, letMomentPass } = await renderApp({ path: pages.settings })
    await user.click(await zone(/^UTC/))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'dark')
    await user.selectOptions(screen.getByRole('combobox', { name: 'Refresh of the list' }), '60')
    await user.click(screen.getByRole('checkbox', { name: 'Keyboard shortcuts' }))
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'))
    expect(screen.getByText('Hidden: ID.')).toBeVisible()
    const reset = screen.getByRole('button', { name: 'Reset everything to the usual' })
    await user.click(reset)
    const dialog = within(await screen.findByRole('dialog', { name: 'Reset all settings?' }))
    expect(dialog.getByText('your saved views are deleted: 1')).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Keep them' })).toHaveFocus()
    letMomentPass()
    await user.click(dialog.getByRole('button', { name: 'Reset' }))

    expect(await screen.findByText('Everything is as usual again.')).toBeVisible()
    expect(await zone(/^This computer/)).toBeChecked()
    expect(screen.getByRole('combobox', { name: 'Theme' })).toHaveValue('system')
    expect(document.documentElement.dataset.theme).toBeUndefined()
    expect(Object.keys(localStorage).filter((key) => key.startsWith(KEY))).toEqual([])
    expect(localStorage.getItem('flowstop.preference.other.example.1.zone')).toBe('"utc"')
    expect(reset).toHaveFocus()
  })

  it('of another tab are followed', async () => {
    await renderApp({ path: pages.settings })
    expect(await zone(/^This computer/)).toBeChecked()
    localStorage.setItem(`${KEY}zone`, '"utc"')
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key: `${KEY}zone` })))
    const utc = await zone(/^UTC/)
    await waitFor(() => expect(utc).toBeChecked())
  })

  it('stay when the operator signs out', async () => {
    const { user, trips } = await renderApp({ path: pages.settings })
    await user.click(await zone(/^UTC/))
    await user.click(screen.getByRole('button', { name: 'Anna Ivanova' }))
    await user.click(await screen.findByRole('button', { name: 'Sign out' }))
    await waitFor(() => expect(trips.length).toBe(1))
    expect(localStorage.getItem(`${KEY}zone`)).toBe('"utc"')
  })

  it('say how often the list looks for changes, and it does', async () => {
    localStorage.setItem(`${KEY}refresh`, '10')
    vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setInterval', 'clearInterval'] })
    try {
      const { exchanges } = await renderApp({ hasMirror: false })
      await rows()
      const reads = () => exchanges.filter(({ url }) => url.pathname === '/v1/workflows').length
      const before = reads()
      await waitFor(() => expect(countLateEffects()).toBe(0))
      await act(() => vi.advanceTimersByTimeAsync(10_100))
      await waitFor(() => expect(reads()).toBe(before + 1))
    } finally {
      vi.useRealTimers()
    }
  })

  it('can stop the list from looking by itself', async () => {
    localStorage.setItem(`${KEY}refresh`, '0')
    vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setInterval', 'clearInterval'] })
    try {
      const { exchanges } = await renderApp({ hasMirror: false })
      await rows()
      const reads = () => exchanges.filter(({ url }) => url.pathname === '/v1/workflows').length
      const before = reads()
      await waitFor(() => expect(countLateEffects()).toBe(0))
      await act(() => vi.advanceTimersByTimeAsync(120_000))
      expect(reads()).toBe(before)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe("the operator's menu", () => {
  it('takes the focus, goes by arrows, and gives the focus back', async () => {
    const { user } = await renderApp()
    await rows()
    const opener = screen.getByRole('button', { name: 'Anna Ivanova' })
    opener.focus()
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('link', { name: 'Settings' })).toHaveFocus()
    await user.keyboard('{ArrowDown}')
    expect(screen.getByRole('link', { name: 'Help' })).toHaveFocus()
    await user.keyboard('{End}')
    expect(screen.getByRole('button', { name: 'Sign out' })).toHaveFocus()
    await user.keyboard('{ArrowDown}')
    expect(screen.getByRole('link', { name: 'Settings' })).toHaveFocus()
    await user.keyboard('{Escape}')
    expect(opener).toHaveFocus()
    expect(screen.queryByRole('link', { name: 'Settings' })).not.toBeInTheDocument()
  })

  it('leads to the help, whose parts have addresses', async () => {
    const { user } = await renderApp()
    await rows()
    await user.click(screen.getByRole('button', { name: 'Anna Ivanova' }))
    await user.click(await screen.findByRole('link', { name: 'Help' }))
    expect(await screen.findByRole('heading', { name: 'Help', level: 1 })).toBeVisible()
    const contents = within(screen.getByRole('navigation', { name: 'On this page' }))
    for (const link of contents.getAllByRole('link'))
      expect(screen.getByRole('heading', { name: link.textContent ?? '', level: 2 }).id).toBe(
        link.getAttribute('href')?.split('#')[1],
      )
    await user.click(contents.getByRole('link', { name: 'Batches' }))
    expect(screen.getByRole('heading', { name: 'Batches', level: 2 })).toHaveFocus()
  })
})

it('the dialog leads to what Soft and Force do in a tab of its own', async () => {
  const { openDialog } = await renderApp()
  const dialog = await openDialog(FEW_IDS.dealIdle)
  const link = dialog.getByRole('link', { name: /^What Soft and Force do/ })
  expect(link).toHaveAttribute('href', '/help#force')
  expect(link).toHaveAttribute('target', '_blank')
})
