import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'
import { readRecords, watchSavedFiles, type SavedFile } from '#src/testing/saved-files.ts'

type Story = Awaited<ReturnType<typeof renderApp>>

const EVIL = '=HYPERLINK("http://evil.example";"x")'

let saved: SavedFile[] = []

beforeEach(() => {
  saved = watchSavedFiles()
})

async function terminate(
  { user, openDialog }: Story,
  workflowId: string,
  reason: string,
  mode: 'soft' | 'force' = 'soft',
) {
  const dialog = await openDialog(workflowId)
  fireEvent.change(dialog.getByRole('textbox', { name: 'Reason' }), { target: { value: reason } })
  if (mode === 'force') await user.click(dialog.getByRole('radio', { name: /^Force/ }))
  await user.click(dialog.getByRole('button', { name: mode === 'force' ? 'Force-terminate' : 'Terminate' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
}

async function openFilledJournal(): Promise<Story> {
  const story = await renderApp()
  await terminate(story, FEW_IDS.dealIdle, 'Agreed with sales')
  await terminate(story, FEW_IDS.quote, EVIL, 'force')
  await terminate(story, FEW_IDS.listElement, 'Two lines\n+1 more', 'force')
  await story.user.click(screen.getByRole('link', { name: 'Journal' }))
  await screen.findByText('3 entries')
  return story
}

const exportButton = () => screen.findByRole('button', { name: 'Export CSV' })

describe('the export of the journal', () => {
  it('holds exactly what the filters show, says so at its head, and can be opened without harm', async () => {
    const { user, open } = await openFilledJournal()
    open('/journal?mode=force')
    await screen.findByText('2 entries')
    await user.click(await exportButton())
    expect(await screen.findByText('2 entries saved')).toBeVisible()

    expect(saved.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^flowstop-journal-\d{4}-\d\d-\d\d\.csv$/),
    ])
    const text = (await saved[0]?.text()) ?? ''
    expect(text.slice(0, text.indexOf('\r\n\r\n'))).toMatch(
      /Filters,Way: Force\r\nExported,.+\r\n.+\r\nTime zone,.*UTC/,
    )
    const records = readRecords(text)
    expect(records.map((record) => record['Workflow ID'])).toEqual([FEW_IDS.listElement, FEW_IDS.quote])
    expect(records.map((record) => record.Reason)).toEqual(["Two lines\n'+1 more", `'${EVIL}`])
    expect(records.map((record) => record.Who)).toEqual(['Anna Ivanova', 'Anna Ivanova'])
  })

  it('reads every page first', async () => {
    const { user, exchanges } = await openFilledJournal()
    const before = exchanges.length
    await user.click(await exportButton())
    expect(await screen.findByText('3 entries saved')).toBeVisible()
    const limits = exchanges.slice(before).flatMap(({ url }) => url.searchParams.get('limit') ?? [])
    expect(limits).toEqual(['500'])
    expect(readRecords((await saved[0]?.text()) ?? '')).toHaveLength(3)
  })

  it('that fails on the way says so and saves nothing', async () => {
    const { user, setOnline } = await openFilledJournal()
    setOnline(false)
    await user.click(await exportButton())
    expect(await screen.findByRole('alert')).toHaveTextContent(/^Nothing was saved: /)
    expect(saved).toEqual([])
    setOnline(true)
    await user.click(await exportButton())
    expect(await screen.findByText('3 entries saved')).toBeVisible()
    expect(saved).toHaveLength(1)
  })

  it('can be stopped, and saves nothing then', async () => {
    const { user } = await openFilledJournal()
    const gate = Promise.withResolvers<void>()
    const real = globalThis.fetch
    vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
      if (input.includes('limit=')) await gate.promise
      return real(input, init)
    })
    await user.click(await exportButton())
    expect(await screen.findByText('Exporting: 0 of 3 read')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Stop' }))
    gate.resolve()
    expect(await exportButton()).toBeVisible()
    expect(screen.queryByText(/saved/)).not.toBeInTheDocument()
    expect(saved).toEqual([])
  })
})

describe('an entry behind a message', () => {
  it('opens with all that is on its record, and leads back to all entries', async () => {
    const { user, openDialog, advance } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await advance(3000)
    const message = (await screen.findByText(/has ended/, undefined, { timeout: 4000 })).closest('div')
    const link = message?.querySelector('a')
    expect(link).toHaveAttribute('href', expect.stringMatching(/^\/journal\?entry=[0-9a-f-]+$/))
    await user.click(link ?? document.body)

    expect(await screen.findByText('HTTP status')).toBeVisible()
    expect(screen.getByText('1 entry')).toBeVisible()
    expect(screen.getByRole('button', { name: `Details of ${FEW_IDS.dealIdle}` })).toHaveAttribute(
      'aria-expanded',
      'true',
    )
    await user.click(screen.getByRole('button', { name: 'Show all entries' }))
    await waitFor(() => expect(window.location.search).toBe(''))
  })

  it('that this portal does not have is said to be missing', async () => {
    const { user } = await renderApp({ path: '/journal?entry=5d0c1c2e-0000-4000-8000-000000000000' })
    expect(await screen.findByText('The journal of this portal has no such entry.')).toBeVisible()
    await user.click(screen.getAllByRole('button', { name: 'Show all entries' })[0] ?? document.body)
    expect(await screen.findByRole('heading', { name: 'Nothing was terminated yet' })).toBeVisible()
  })
})
