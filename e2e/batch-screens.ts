import {
  boxes,
  button,
  dialog,
  open,
  openBatch,
  reason,
  REASON,
  select,
  untilHears,
  type Screens,
  type Shot,
} from './screen-kit.ts'

/** Starts a batch of what is selected; ends on the batch's page. */
async function confirm(shot: Shot): Promise<void> {
  const { page, say } = shot
  await openBatch(shot)
  await reason(shot).fill(REASON)
  await button(shot, 'batch_dialog_terminate').click()
  await page.getByRole('heading', { name: say.all('batch_heading') }).waitFor()
}

async function begin(shot: Shot, count: number): Promise<void> {
  await select(shot, count)
  await confirm(shot)
}

async function beginAll(shot: Shot): Promise<void> {
  const { page, say } = shot
  await page.getByRole('checkbox', { name: say.all('select_loaded') }).check()
  await page.getByText(say.all('select_count', { count: 400 })).waitFor()
  await confirm(shot)
}

async function beginFailing(shot: Shot): Promise<void> {
  const { page, flowstop, say } = shot
  await flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 3 })
  await begin(shot, 12)
  // Sent, and found to have ended; what is in the middle of a step is followed on.
  await page.getByRole('button', { name: say.start('journal_gone') }).waitFor()
}

/** The sandbox holds the calls of these two workflows: with two calls at once, no other leaves after them. */
async function holdAt(shot: Shot, index: number): Promise<void> {
  for (const place of [index, index + 1]) {
    const id = await boxes(shot.page).nth(place).getAttribute('data-select')
    await shot.flowstop.sandbox.holdNext({ method: 'DELETE', path: `/v1/workflows/${id}` })
  }
}

/** Batches, from the first second to the retry of what failed. */
export const BATCH_SCREENS: Screens = {
  'batch-failed batches batch-retry': {
    isAlone: true,
    run: async (shot) => {
      const { page, say, take } = shot
      await beginFailing(shot)
      await take('batch-failed')
      await open(page, '/batches')
      await page.locator('main a[href^="/batches/"]').first().waitFor()
      await take('batches')
      await page.locator('main a[href^="/batches/"]').first().click()
      await page.getByRole('button', { name: say.all('batch_retry') }).click()
      await dialog(page).waitFor()
      await untilHears(page)
      await take('batch-retry')
    },
  },
  'batch-grace': {
    isAlone: true,
    isStill: true,
    run: async (shot) => {
      await begin(shot, 12)
      await shot.page.getByText(shot.say.all('batch_grace')).waitFor()
      await shot.take('batch-grace')
    },
  },
  'batch-active batch-sign': {
    isAlone: true,
    isMoving: true,
    run: async (shot) => {
      const { page, flowstop, say, take } = shot
      await flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 4 })
      await holdAt(shot, 16)
      await beginAll(shot)
      await page.getByRole('button', { name: say.all('batch_move_pause') }).waitFor()
      await page
        .getByText(say.part('batch_progress', { processed: 16 }))
        .first()
        .waitFor()
      await take('batch-active')
      await open(page, '/workflows')
      await page.getByRole('link', { name: say.all('batch_sign_active') }).waitFor()
      await take('batch-sign')
      await flowstop.sandbox.release()
    },
  },
  'batch-paused batch-stop': {
    // Cells of hidden times draw their ellipsis or not.
    isMoving: true,
    isAlone: true,
    run: async (shot) => {
      const { page, flowstop, say, take } = shot
      await flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 30 })
      await begin(shot, 30)
      await page.getByText(say.start('batch_paused_equal')).waitFor()
      await take('batch-paused')
      await page.getByRole('button', { name: say.all('batch_move_stop') }).click()
      await page.getByText(say.part('batch_stop_ask')).waitFor()
      await take('batch-stop')
    },
  },
}
