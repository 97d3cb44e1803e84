import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const REASON = 'Stuck since May'

/** Opens the dialog, fills it and presses Terminate, with what the API answers to the DELETE. */
async function refuse(fault: Parameters<Awaited<ReturnType<typeof renderApp>>['sandbox']['failNext']>[0]) {
  const app = await renderApp()
  const dialog = await app.openDialog(FEW_IDS.dealIdle)
  await app.user.type(dialog.getByRole('textbox', { name: 'Reason' }), REASON)
  app.sandbox.failNext({ method: 'DELETE', ...fault })
  await app.user.click(dialog.getByRole('button', { name: 'Terminate' }))
  return { ...app, dialog }
}

type Refused = Awaited<ReturnType<typeof refuse>>

async function expectKept({ dialog, sandbox }: Refused) {
  expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue(REASON)
  expect(sandbox.record.deletes).toHaveLength(1)
}

describe('what the operator reads when a termination is refused', () => {
  it.each(['MISSING_API_KEY', 'INVALID_API_KEY'])('%s: an administrator has to set the key', async (code) => {
    const refused = await refuse({ code })
    const { dialog } = refused
    expect(
      await dialog.findByText(
        "The console's API key is missing or not valid. Your administrator has to set it.",
      ),
    ).toBeVisible()
    expect(dialog.getByText(new RegExp(`${code}.*request sandbox-`, 's'))).toBeInTheDocument()
    await expectKept(refused)
  })

  it.each(['TOKEN_MISSING', 'TOKEN_EXPIRED'])(
    '%s: goes through sign-in, keeps the dialog and resends nothing',
    async (code) => {
      const { trips, sandbox } = await refuse({ code })
      expect(await screen.findByText('You were signed in again. Nothing was sent.')).toBeVisible()
      expect(trips).toHaveLength(1)
      expect(await screen.findByRole('textbox', { name: 'Reason' })).toHaveValue(REASON)
      expect(screen.getByText(FEW_IDS.dealIdle, { selector: 'dd *' })).toBeVisible()
      expect(sandbox.record.deletes).toHaveLength(1)
    },
  )

  it('SCOPE_DENIED: names the scope', async () => {
    const refused = await refuse({ code: 'SCOPE_DENIED' })
    expect(await refused.dialog.findByText('The API key lacks the bizproc scope.')).toBeVisible()
    await expectKept(refused)
  })

  it('BITRIX_ACCESS_DENIED: says who may, and offers another account', async () => {
    const refused = await refuse({ code: 'BITRIX_ACCESS_DENIED' })
    const { dialog } = refused
    expect(
      await dialog.findByText(/Only portal administrators may see and terminate workflows/),
    ).toBeVisible()
    expect(dialog.getByRole('link', { name: 'Sign out of Bitrix24 to change account' })).toHaveAttribute(
      'href',
      expect.stringMatching(/^https:\/\/sandbox\.bitrix24\.example\//),
    )
    await expectKept(refused)
  })

  it('ENTITY_NOT_FOUND: the goal is reached, and the row leaves', async () => {
    const { dialog, user } = await refuse({ code: 'ENTITY_NOT_FOUND' })
    expect(await dialog.findByText('It had already ended.')).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Close' }))
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })).not.toBeInTheDocument(),
    )
  })

  it('RATE_LIMITED: counts down, then lets the operator press again', async () => {
    const { dialog, user, sandbox, advance } = await refuse({ code: 'RATE_LIMITED', retryAfter: 6 })
    expect(await dialog.findByText(/Bitrix24 asks to wait [56] s\./)).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate' })).toBeDisabled()
    expect(
      await dialog.findByText('You can terminate again now.', undefined, { timeout: 8000 }),
    ).toBeVisible()
    // The gateway waits by its own clock.
    await advance(8000)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(2)
  }, 15_000)

  it('RATE_LIMITED for a moment: the gateway waits and sends it again by itself', async () => {
    const { sandbox, advance } = await refuse({ code: 'RATE_LIMITED', retryAfter: 1 })
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))
    await advance(3000)
    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(2)
  })

  it('BITRIX_UNAVAILABLE, not applied: unknown, looked up, never resent, still running', async () => {
    const { dialog, advance, sandbox } = await refuse({ code: 'BITRIX_UNAVAILABLE' })
    expect(await dialog.findByText('We do not know whether it was terminated; looking.')).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate' })).toBeDisabled()
    await advance(15_000)
    expect(await dialog.findByText('Still running.', undefined, { timeout: 4000 })).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate' })).toBeEnabled()
    expect(sandbox.record.deletes).toHaveLength(1)
  })

  it('BITRIX_UNAVAILABLE, applied: no longer running, and no claim about who ended it', async () => {
    const { dialog, advance, sandbox } = await refuse({ code: 'BITRIX_UNAVAILABLE', applied: true })
    expect(await dialog.findByText('We do not know whether it was terminated; looking.')).toBeVisible()
    // Nobody knows whether it keeps running: no button may say so.
    expect(dialog.queryByRole('button', { name: 'Keep running' })).not.toBeInTheDocument()
    await advance(3000)
    expect(
      await dialog.findByText('No longer running; we cannot tell whether we ended it', undefined, {
        timeout: 4000,
      }),
    ).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Close' })).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(1)
  })

  it('WRITE_BLOCKED_READONLY_KEY: terminate buttons go off, with the why', async () => {
    const { dialog, user } = await refuse({ code: 'WRITE_BLOCKED_READONLY_KEY' })
    expect(await dialog.findByText('This key may only read.')).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Keep running' }))
    const button = await screen.findByRole('button', { name: `Terminate ${FEW_IDS.quote}` })
    expect(button).toBeDisabled()
    expect(button).toHaveAttribute('title', 'This key may only read.')
  })

  it('REASON_REQUIRED: what the console asks for is not told as a refusal of Bitrix24', async () => {
    const refused = await refuse({ code: 'REASON_REQUIRED', status: 400 })
    expect(await refused.dialog.findByText('Give a reason: this console requires one.')).toBeVisible()
    await expectKept(refused)
  })

  it('a code nobody knows: the code, the text of the API and the request id', async () => {
    const refused = await refuse({ code: 'SOMETHING_NEW', status: 418, message: 'Short and stout' })
    expect(await refused.dialog.findByText('Bitrix24 refused: SOMETHING_NEW')).toBeVisible()
    expect(refused.dialog.getByText('Short and stout', { selector: 'p' })).toBeVisible()
    expect(refused.dialog.getByText(/request sandbox-/)).toBeInTheDocument()
    await expectKept(refused)
  })

  it('a refusal is about what was sent: an edited reason goes out under a new operation', async () => {
    const { dialog, user, pageDeletes, sandbox } = await refuse({ code: 'BITRIX_ERROR', status: 422 })
    expect(await dialog.findByText('Bitrix24 refused: BITRIX_ERROR')).toBeVisible()
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), '!')
    expect(dialog.queryByText('Bitrix24 refused: BITRIX_ERROR')).not.toBeInTheDocument()
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(2))
    const operations = pageDeletes().map(({ headers }) => headers.get('Idempotency-Key'))
    expect(new Set(operations).size).toBe(2)
  })

  it('a lost answer of the console: asks the journal, which has never heard of it, so nothing was sent', async () => {
    const { user, setOnline, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await dialog.findByText(/looked just now/)
    setOnline(false)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await dialog.findByText('We do not know whether it was terminated; looking.')).toBeVisible()
    setOnline(true)
    expect(
      await dialog.findByText('It never reached the console: nothing was sent.', undefined, {
        timeout: 6000,
      }),
    ).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate' })).toBeEnabled()
    expect(dialog.getByRole('button', { name: 'Keep running' })).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(0)
  }, 10_000)
})
