import { useLayoutEffect, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { HELP_SECTIONS, pages, type HelpSection } from '#src/contract/addresses.ts'
import type { SessionMode } from '#src/contract/session.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { PageTitle } from '#src/ui/page-title.tsx'

const CODE = 'text-meta bg-canvas rounded-control px-1 py-0.5 font-mono break-all'

type Topic = { heading: () => string; content: (mode: SessionMode) => readonly ReactNode[] }

const TOPICS: Record<HelpSection, Topic> = {
  force: {
    heading: m.help_force,
    content: () => [
      m.help_force_soft(),
      m.help_force_force(),
      m.help_force_choice(),
      m.help_force_tasks(),
      m.help_force_return(),
      m.help_force_next(),
    ],
  },
  states: {
    heading: m.help_state,
    content: () => [
      m.help_state_stuck(),
      m.help_state_running(),
      m.help_state_waiting(),
      m.help_state_movement(),
    ],
  },
  unknown: { heading: m.help_unknown, content: () => [m.help_unknown_what(), m.help_unknown_end()] },
  batches: {
    heading: m.help_batch,
    content: () => [m.help_batch_grace(), m.help_batch_moves(), m.help_batch_tab(), m.help_batch_repeat()],
  },
  journal: {
    heading: m.help_journal,
    content: () => [m.help_journal_what(), m.help_journal_who(), m.help_journal_not()],
  },
  links: {
    heading: m.help_links,
    content: () => [
      <Address key="id" address="/workflows/ID" words={m.help_links_id()} />,
      <Address
        key="terminate"
        address="/workflows/ID/terminate?mode=force&reason=…"
        words={m.help_links_terminate()}
      />,
      <Address key="filters" address="/workflows?preset=stuck&template=713" words={m.help_links_filters()} />,
      m.help_links_hints({ names: 'template, startedBy, document' }),
    ],
  },
  time: { heading: m.help_time, content: () => [m.help_time_zone(), m.help_time_card()] },
  keyboard: {
    heading: m.help_keyboard,
    content: () => [m.help_keyboard_list({ key: '?' }), m.help_keyboard_off()],
  },
  session: {
    heading: m.help_session,
    content: (mode) =>
      mode === 'platform' ? [m.help_session_portal()] : [m.help_session_what(), m.help_session_out()],
  },
}

/** `/help`: what an operator asks most, on one page; every part has an address. */
export function HelpPage() {
  const { hash } = useLocation()
  const { mode } = useSession().console
  useLayoutEffect(() => {
    // The part was not there yet when the browser looked for it. Its heading takes the focus: the Tab key goes on from there.
    const section = HELP_SECTIONS.find((known) => `#${known}` === hash)
    const heading = section && document.getElementById(section)
    heading?.scrollIntoView({ block: 'start' })
    heading?.focus({ preventScroll: true })
  }, [hash])

  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-2 md:px-6">
      <PageTitle title={m.help()} />
      <h1 className="text-h1 min-h-8 content-center font-semibold" tabIndex={-1}>
        {m.help()}
      </h1>
      <div className="flex flex-col gap-6 pb-8 lg:flex-row lg:gap-10">
        <nav
          aria-label={m.help_contents()}
          className="border-line lg:sticky lg:top-0 lg:w-56 lg:shrink-0 lg:self-start lg:pt-2"
        >
          <ul className="flex flex-wrap gap-x-4 lg:flex-col">
            {HELP_SECTIONS.map((section) => (
              <li key={section}>
                <Link
                  to={pages.help(section)}
                  className="text-accent inline-block min-h-7 content-center hover:underline"
                >
                  {TOPICS[section].heading()}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="text-body flex max-w-[72ch] min-w-0 flex-col gap-6">
          {HELP_SECTIONS.map((section) => (
            <section key={section} aria-labelledby={section} className="flex flex-col gap-1.5">
              <h2 id={section} tabIndex={-1} className="text-title scroll-mt-2 font-semibold">
                {TOPICS[section].heading()}
              </h2>
              <ul className="marker:text-muted flex list-disc flex-col gap-1 pl-5">
                {TOPICS[section].content(mode).map((item, place) => (
                  // They stand where they stand.
                  // eslint-disable-next-line react/no-array-index-key
                  <li key={place}>{item}</li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </div>
  )
}

function Address({ address, words }: { address: string; words: string }) {
  return (
    <>
      <code className={CODE}>{address}</code> {words}
    </>
  )
}
