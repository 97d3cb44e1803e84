import { browserOptions } from './browser-options.ts'
import { expect, test } from './fixture.ts'
import { signIn } from './operator.ts'
import { readAll } from './readable.ts'

const { launchOptions } = browserOptions

// As a reader sets it in the browser: twice the usual 16.
test.use({
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions.args, '--blink-settings=defaultFontSize=32,defaultFixedFontSize=26'],
  },
})

for (const [size, viewport] of Object.entries({
  wide: { width: 1400, height: 900 },
  narrow: { width: 640, height: 900 },
}))
  test(`with text of twice the size nothing is cut off or out of reach, ${size}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    await signIn(page)
    await expect(page.locator('html')).toHaveCSS('font-size', '32px')
    await readAll(page)
  })
