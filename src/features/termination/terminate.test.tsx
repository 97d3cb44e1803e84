import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

describe('terminating one workflow', () => {
  it('names the workflow, sends one DELETE and follows the row until it has left', async () => {
    const { user, sandbox, advance, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    expect(dialog.getByText(FEW_IDS.dealIdle)).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    await advance(3000)
    expect(await screen.findByText(/has ended/, undefined, { timeout: 4000 })).toBeVisible()
    expect(screen.queryByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })).not.toBeInTheDocument()
    expect(sandbox.record.deletes).toHaveLength(1)
  })
})
