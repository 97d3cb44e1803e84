import type { ReactNode } from 'react'
import { NavLink } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { useShownTheme } from '#src/session/theme.ts'
import { Mark } from '#src/ui/mark.tsx'
import { humblePart } from '#src/ui/part.tsx'

import { PaletteButton } from './keyboard.tsx'
import { OperatorMenu } from './operator-menu.tsx'
import { QuietLine } from './quiet-line.tsx'
import { ReturnNotice } from './return-notice.tsx'
import { useQuietMoment } from './use-quiet-moment.ts'

/** After the list is there: its code and its call are not worth a moment of the first row. */
const BatchSign = humblePart(() =>
  import('#src/features/batches/batch-sign.tsx').then((module) => module.BatchSign),
)

/** Nothing to point at yet. */
const TimeCards = humblePart(() => import('#src/ui/time-cards.tsx').then((module) => module.TimeCards))

/** Header, navigation and the place for a page. */
export function Shell({ children }: { children: ReactNode }) {
  const { session, console: about } = useSession()
  const isQuiet = useQuietMoment()
  useShownTheme()
  return (
    <div className="flex h-full flex-col">
      <a
        href="#content"
        className="bg-surface text-accent sr-only z-40 p-2 underline focus:not-sr-only focus:absolute"
      >
        {m.skip_to_content()}
      </a>
      <header className="border-line bg-surface flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 border-b px-4 md:gap-x-4 md:px-6 lg:flex-nowrap">
        <NavLink to={pages.workflows} className="flex h-12 shrink-0 items-center gap-2 font-semibold">
          <Mark className="size-5" />
          <span className="sr-only sm:not-sr-only">{m.app_name()}</span>
        </NavLink>
        <nav
          aria-label={m.navigation()}
          className="order-last -mx-2 flex w-full items-center gap-1 pb-2 lg:order-none lg:mx-0 lg:w-auto lg:pb-0"
        >
          <NavigationLink to={pages.workflows}>{m.workflows()}</NavigationLink>
          <NavigationLink to={pages.batches}>{m.batches()}</NavigationLink>
          <NavigationLink to={pages.journal}>{m.journal()}</NavigationLink>
          <NavigationLink to={pages.overview}>{m.overview()}</NavigationLink>
        </nav>
        <span className="ml-auto flex min-w-0 flex-1 basis-0 items-center justify-end gap-1 md:gap-3">
          {isQuiet && <BatchSign />}
          {about.isSandbox && (
            <span
              title={m.sandbox_title()}
              className="rounded-control bg-warn-tint text-warn text-meta px-2 py-0.5 font-semibold"
            >
              {m.sandbox()}
            </span>
          )}
          <span className="text-muted hidden min-w-0 truncate md:block" title={session.portal}>
            {session.portal}
          </span>
          <PaletteButton />
          <OperatorMenu />
        </span>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="group/main mx-auto flex min-h-0 w-full max-w-[1600px] flex-1 flex-col outline-none"
      >
        <QuietLine />
        <ReturnNotice />
        {children}
      </main>
      {isQuiet && <TimeCards />}
    </div>
  )
}

function NavigationLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <NavLink
      to={to}
      className={({ isActive }) =>
        `rounded-control flex min-h-8 items-center px-2 ${isActive ? 'bg-selected text-accent font-semibold' : 'text-muted hover:text-text'}`
      }
    >
      {children}
    </NavLink>
  )
}
