import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test'

/** One Chromium for tests and pictures: nothing of it calls home, and it runs as root in a container. */
export const browserOptions = {
  browserName: 'chromium',
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
  locale: 'en-GB',
  timezoneId: 'Europe/Moscow',
  colorScheme: 'light',
  viewport: { width: 1400, height: 900 },
  actionTimeout: 20_000,
  navigationTimeout: 20_000,
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>
