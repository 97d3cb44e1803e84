import { QueryClientProvider, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { Suspense, useCallback, useState } from 'react'
import { Navigate, Route, Routes } from 'react-router'

import { seedFirstPage } from '#src/api/workflows.ts'
import { pages } from '#src/contract/addresses.ts'
import type { SessionAnswer } from '#src/contract/session.ts'
import { readBatchDraft } from '#src/features/batches/batch-draft.ts'
import { readDraft } from '#src/features/termination/draft.ts'
import { apiFilters, parseFilters } from '#src/features/workflows/filters/filters.ts'
import { useKeptAddress } from '#src/session/kept-address.ts'
import { useSession } from '#src/session/session-context.ts'
import { SessionGuard } from '#src/session/session-guard.tsx'
import { useTimePreferences } from '#src/session/time-preferences.ts'
import { TimeDisplayContext } from '#src/ui/time-display.ts'
import { part } from '#src/ui/part.tsx'
import { ToastProvider } from '#src/ui/toasts.tsx'

import { ErrorBoundary } from './error-boundary.tsx'
import { Keyboard } from './keyboard.tsx'
import { NotFound } from './not-found.tsx'
import { restoredTargetOf } from './routes/batch-over-list.tsx'
import { WorkflowsRoute } from './routes/workflows-route.tsx'
import { Shell } from './shell.tsx'
import { FailedStart, Waiting } from './start-screens.tsx'

const BatchesPage = part(() =>
  import('#src/features/batches/batches-page.tsx').then((module) => module.BatchesPage),
)
const BatchPage = part(() =>
  import('#src/features/batches/batch-page.tsx').then((module) => module.BatchPage),
)
const JournalPage = part(() =>
  import('#src/features/journal/journal-page.tsx').then((module) => module.JournalPage),
)
const OverviewPage = part(() =>
  import('#src/features/overview/overview-page.tsx').then((module) => module.OverviewPage),
)
const SettingsPage = part(() => import('./settings/settings-page.tsx').then((module) => module.SettingsPage))
const HelpPage = part(() => import('./help/help-page.tsx').then((module) => module.HelpPage))
const SignInPage = part(() => import('#src/session/sign-in-page.tsx').then((module) => module.SignInPage))

/** The whole page, below a router. */
export function App({ client }: { client: QueryClient }) {
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <ErrorBoundary>
          <Suspense fallback={null}>
            <Routes>
              <Route path={pages.signIn} element={<SignInPage />} />
              <Route path="*" element={<Guarded />} />
            </Routes>
          </Suspense>
        </ErrorBoundary>
      </ToastProvider>
    </QueryClientProvider>
  )
}

function Guarded() {
  const client = useQueryClient()
  const handleStart = useCallback(
    ({ firstPage }: SessionAnswer) => {
      if (firstPage === null) return
      seedFirstPage(client, apiFilters(parseFilters(new URLSearchParams(window.location.search))), firstPage)
    },
    [client],
  )
  return (
    <SessionGuard
      onStart={handleStart}
      renderWaiting={(kind) => <Waiting kind={kind} />}
      renderFailure={(error, retry) => <FailedStart error={error} onRetry={retry} />}
    >
      <SignedIn />
    </SessionGuard>
  )
}

function SignedIn() {
  const { drafts } = useSession()
  useKeptAddress(drafts)
  // Read once, when the page starts: a dialog that was closed meanwhile does not come back.
  const [restored] = useState(() => {
    const draft = readDraft(drafts)
    return draft && { ...draft, workflow: null, hints: null, isFromLink: false, isRestored: true }
  })
  const [restoredBatch] = useState(() => {
    const draft = readBatchDraft(drafts)
    return draft && restoredTargetOf(draft)
  })
  const times = useTimePreferences()
  return (
    <TimeDisplayContext value={times}>
      <Keyboard>
        <Shell>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <Routes>
                <Route path="/" element={<Navigate to={pages.workflows} replace />} />
                {[pages.workflows, `${pages.workflows}/:id`, `${pages.workflows}/:id/terminate`].map(
                  (path) => (
                    <Route
                      key={path}
                      path={path}
                      element={<WorkflowsRoute restored={restored} restoredBatch={restoredBatch} />}
                    />
                  ),
                )}
                <Route path={pages.batches} element={<BatchesPage />} />
                <Route path={`${pages.batches}/:id`} element={<BatchPage />} />
                <Route path={pages.journal} element={<JournalPage />} />
                <Route path={pages.overview} element={<OverviewPage />} />
                <Route path={pages.settings} element={<SettingsPage />} />
                <Route path={pages.help()} element={<HelpPage />} />
                <Route path="*" element={<NotFound />} />
              </Routes>
            </Suspense>
          </ErrorBoundary>
        </Shell>
      </Keyboard>
    </TimeDisplayContext>
  )
}
