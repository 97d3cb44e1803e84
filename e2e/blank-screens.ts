import { PEOPLE } from './operator.ts'
import { enter, type Screens } from './screen-kit.ts'

/** The list that is not there yet, that has nothing, that may not be read or cannot be. */
export const BLANK_SCREENS: Screens = {
  loading: {
    isAlone: true,
    isMoving: true,
    from: '/journal',
    run: async ({ page, flowstop, take }) => {
      // The one that comes with the session, and the page's own after it.
      for (let call = 0; call < 2; call += 1) await flowstop.sandbox.holdNext({ path: '/v1/workflows' })
      await page.goto('/workflows')
      await page.locator('[aria-hidden] .bg-line').first().waitFor()
      await take('loading')
      await flowstop.sandbox.release()
    },
  },
  'nothing-runs overview-nothing': {
    isAlone: true,
    from: null,
    run: async ({ page, flowstop, say, take }) => {
      await flowstop.sandbox.reset({ seed: 'empty' })
      await flowstop.sandbox.setLimits(false)
      await enter(page, '/workflows')
      await page.getByRole('heading', { name: say.all('none_heading') }).waitFor()
      await take('nothing-runs')
      await page.goto('/overview')
      await page.getByRole('heading', { name: say.all('none_heading') }).waitFor()
      await take('overview-nothing')
    },
  },
  'not-allowed': {
    isAlone: true,
    from: null,
    run: async ({ page, say, take }) => {
      await enter(page, '/workflows', PEOPLE.boris)
      await page.getByRole('heading', { name: say.all('forbidden_heading') }).waitFor()
      await take('not-allowed')
    },
  },
  'not-reachable': {
    isAlone: true,
    from: '/journal',
    run: async ({ page, flowstop, say, take }) => {
      await flowstop.sandbox.setReachable(false)
      await page.goto('/workflows')
      await page.getByRole('heading', { name: say.all('unreachable_heading') }).waitFor()
      await take('not-reachable')
    },
  },
  stale: {
    isAlone: true,
    run: async (shot) => {
      const { page, flowstop, say, take } = shot
      await flowstop.sandbox.setReachable(false)
      await page.getByRole('button', { name: say.all('refresh') }).click()
      await page.getByText(say.part('stale')).first().waitFor()
      await take('stale')
    },
  },
  'missing-code': {
    run: async ({ page, say, take }) => {
      await page.route('**/assets/*.js', (route) => route.abort())
      await page.locator('nav a[href="/journal"]').click()
      await page.getByRole('heading', { name: say.all('error_code') }).waitFor()
      await take('missing-code')
    },
  },
}
