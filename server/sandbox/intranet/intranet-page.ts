import { escapeHtml, STYLE } from '#server/sandbox/access/consent-page.ts'
import type { Row } from '#server/sandbox/portal/row.ts'
import { pages } from '#src/contract/addresses.ts'

type Link = { to: string; words: string; what: string }
type Card = { title: string; about: string; links: readonly Link[] }

export type IntranetFacts = {
  /** Origin of the console. */
  consoleUrl: string
  /** What runs now, as the portal lists it. */
  rows: readonly Row[]
  /** Today as `2026-11-25`. */
  today: string
}

const PAGE_STYLE = `${STYLE}
main { width: min(760px, 100% - 32px); padding: 32px 0 }
section { margin-bottom: 16px }
h2 { margin: 0 0 4px; font-size: 15px; line-height: 20px; font-weight: 600 }
ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 12px }
li { overflow-wrap: anywhere }
li a { display: inline-block; padding: 2px 0; font-weight: 600 }
a { color: var(--accent); text-underline-offset: 2px }
li small { display: block; color: var(--muted); font-size: 12px; line-height: 16px }`

/** The home page of a made-up company: a link of each kind that docs/linking.md names. Plain HTML; nothing is sent by it. */
export function renderIntranet(facts: IntranetFacts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Intranet of the sandbox</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<p class="note">Sandbox</p>
<h1>Intranet</h1>
<p>A made-up page of a company, on another site than the console. Each link opens the console at ${escapeHtml(facts.consoleUrl)}; none of them terminates anything.</p>
${describeCards(facts).map(renderCard(facts.consoleUrl)).join('\n')}
</main>
</body>
</html>
`
}

const renderCard = (consoleUrl: string) => (card: Card) => `<section>
<h2>${escapeHtml(card.title)}</h2>
<p>${escapeHtml(card.about)}</p>
<ul>
${card.links.map((link) => renderLink(consoleUrl, link)).join('\n')}
</ul>
</section>`

function renderLink(consoleUrl: string, { to, words, what }: Link): string {
  return `<li><a href="${escapeHtml(consoleUrl + to)}">${escapeHtml(words)}</a> <small>${escapeHtml(what)}</small></li>`
}

function describeCards({ rows, today }: IntranetFacts): Card[] {
  const deal = rows.find(({ documentId }) => documentId?.startsWith('DEAL_'))
  return [...(deal ? [dealCard(deal)] : []), ALERT, journalCard(today), RUNBOOK]
}

function dealCard({ id, documentId, templateId }: Row): Card {
  const number = documentId?.replace('DEAL_', '') ?? ''
  return {
    title: `Deal ${number}`,
    about: 'What a CRM card can show of one document.',
    links: [
      {
        to: query(pages.workflows, { documentId: documentId ?? '' }),
        words: 'Workflows of this deal',
        what: 'The list, of one document',
      },
      {
        to: query(pages.workflow(id), { template: templateId ?? '' }),
        words: `Workflow ${id}`,
        what: 'The detail of one workflow; its template makes it quicker to find',
      },
      {
        to: pages.terminate(id, { reason: `Deal ${number} was closed by mistake: ticket "4711" & others` }),
        words: 'Terminate it…',
        what: 'The dialog, filled in. It asks; a link never fires it',
      },
      {
        to: pages.terminate(id, { mode: 'force', reason: 'Hangs since the update' }),
        words: 'Force-terminate it…',
        what: 'The same, with Force chosen',
      },
    ],
  }
}

const ALERT: Card = {
  title: 'Alert: workflows do not move',
  about: 'What monitoring can send along.',
  links: [
    { to: `${pages.workflows}?preset=stuck`, words: 'Stuck now', what: 'Their step has not reported' },
    {
      to: `${pages.workflows}?preset=no_movement-7&sort=changed_oldest`,
      words: 'No movement for 7 days, oldest first',
      what: 'A preset and an order',
    },
    {
      to: `${pages.workflows}?document=lead&notStartedBy=0&age=over_30d`,
      words: 'Leads over 30 days, not started by the system',
      what: 'Several filters, one of them the other way round',
    },
    { to: pages.overview, words: 'Overview', what: 'What runs, how old it is, what was terminated' },
  ],
}

const journalCard = (today: string): Card => ({
  title: 'Who ended what',
  about: 'For those who have to answer for it.',
  links: [
    {
      to: query(pages.journal, { from: today, to: today }),
      words: 'Terminations of today',
      what: 'The journal of a day',
    },
    {
      to: query(pages.journal, { mode: 'force', state: 'refused' }),
      words: 'Forced, and refused',
      what: 'By mode and outcome',
    },
    { to: pages.batches, words: 'Batches', what: 'Terminations of many, with their progress' },
  ],
})

const RUNBOOK: Card = {
  title: 'Runbook',
  about: 'What a wiki can point at.',
  links: [
    { to: pages.help('force'), words: 'When to force', what: 'A part of the help' },
    { to: pages.help('unknown'), words: 'What “unknown” means', what: 'Another part of it' },
    { to: pages.settings, words: 'Settings', what: 'Language, times, keys' },
  ],
}

function query(path: string, values: Record<string, string>): string {
  return `${path}?${new URLSearchParams(values)}`
}
