import { paraglideVitePlugin } from '@inlang/paraglide-js'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

import { inLocale } from './scripts/in-locale.mjs'
import { messagesOptions } from './scripts/messages-options.mjs'

// `npm run dev` puts Vite in front of the gateway: what the page calls goes there.
const gateway = process.env.FLOWSTOP_DEV_GATEWAY ?? 'http://127.0.0.1:3001'

// Tests need neither styles nor a watcher over the messages, which are compiled before them.
const plugins = process.env.VITEST
  ? [react()]
  : [
      paraglideVitePlugin(messagesOptions),
      inLocale(process.env.FLOWSTOP_BUILD_LOCALE),
      tailwindcss(),
      react(),
    ]

export default defineConfig({
  plugins,
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // What the first rows need comes in two files, however much of it the later parts need as well: else each piece that
    // they share is a request of its own. Libraries change less often than the product.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules|rolldown\/runtime/, tags: ['$initial'], priority: 1 },
            { name: 'first', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: { host: 'localhost', port: 3000, strictPort: true, proxy: { '/v1': gateway, '/api': gateway } },
  test: {
    // One for each core: by itself vitest leaves one core idle, which on two of them doubles the time.
    maxWorkers: '100%',
    // A machine that does other work as well takes its time; what hangs is found all the same.
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{src,server,bench,load,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.db.test.ts'],
        },
      },
      // The same tests on both databases of the journal.
      {
        extends: true,
        test: {
          name: 'sqlite',
          environment: 'node',
          include: ['server/**/*.db.test.ts'],
          provide: { postgresUrl: '' },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          environment: 'node',
          include: ['server/**/*.db.test.ts'],
          globalSetup: ['server/journal-testing/start-postgres.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'story',
          environment: './src/testing/page-environment.ts',
          environmentOptions: { happyDOM: { url: 'http://localhost:3000/' } },
          include: ['src/**/*.test.tsx'],
          setupFiles: ['./src/testing/setup.ts'],
        },
      },
    ],
  },
})
