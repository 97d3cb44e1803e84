import { html, raw } from 'hono/html'

import { fullName, type Person } from '#server/sandbox/access/people.ts'

type PortalPage = {
  people: readonly Person[]
  /** `null` = nobody is signed in to the portal. */
  visitor: Person | null
  /** The page of the app in the frame, such as `/journal`. */
  path: string
  publicUrl: string
}

/** Colours of ux.md section 8, as on the sandbox's consent page. */
const STYLE = `
:root { color-scheme: light dark; --canvas: #e9edf3; --surface: #fff; --line: #d5dae2; --field: #868e99; --text: #16191d; --muted: #59616d; --accent: #1f5fbf; --on-accent: #fff; --note: #7a4d00; --note-tint: #fff4db }
@media (prefers-color-scheme: dark) { :root { --canvas: #0b0d0f; --surface: #181c20; --line: #2b3138; --field: #6b7480; --text: #e8eaed; --muted: #9ba4b0; --accent: #7fb0f5; --on-accent: #111417; --note: #f0c15c; --note-tint: #33290f } }
* { box-sizing: border-box }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: var(--canvas); color: var(--text); font: 14px/20px system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 16px; background: var(--surface); border-bottom: 1px solid var(--line) }
h1 { margin: 0; font-size: 16px; line-height: 24px; font-weight: 600 }
.note { padding: 2px 8px; border-radius: 6px; background: var(--note-tint); color: var(--note); font-weight: 600; font-size: 12px }
form { display: flex; gap: 8px; align-items: center; margin-left: auto; min-width: 0 }
label { display: flex; gap: 8px; align-items: center; min-width: 0; color: var(--muted); white-space: nowrap }
select, button { min-width: 0; height: 32px; padding: 0 8px; border: 1px solid var(--field); border-radius: 6px; background: transparent; color: var(--text); font: inherit }
option { background: var(--surface) }
button { flex-shrink: 0; padding: 0 12px; border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer }
main { flex: 1; min-height: 0; padding: 16px }
iframe { display: block; width: 100%; height: 100%; border: 1px solid var(--line); border-radius: 10px; background: var(--surface) }
@media (max-width: 600px) { main { padding: 8px } form { margin-left: 0 } }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }`

/** No script; the app in the frame and nothing else from elsewhere. */
export const PORTAL_HEADERS = (publicUrl: string): [string, string][] => [
  ['Cache-Control', 'no-store'],
  ['Referrer-Policy', 'no-referrer'],
  [
    'Content-Security-Policy',
    `default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src ${publicUrl}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  ],
]

/** A page of the portal that shows the app in a frame, and who it is shown to. */
export function renderPortalPage({ people, visitor, path, publicUrl }: PortalPage) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Flowstop in the sandbox portal</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>Sandbox portal</h1>
          <span class="note">Sandbox</span>
          <form method="get" action="/">
            <label>
              Signed in as
              <select name="user">
                ${people.map((person) => option(String(person.id), fullName(person), person === visitor))}
                ${option('', 'nobody', visitor === null)}
              </select>
            </label>
            <input type="hidden" name="path" value="${path}" />
            <button type="submit">Open</button>
          </form>
        </header>
        <main>
          <iframe title="Flowstop" src="${publicUrl}${path}"></iframe>
        </main>
      </body>
    </html> `
}

function option(value: string, words: string, isChosen: boolean) {
  return html`<option value="${value}" ${isChosen ? 'selected' : ''}>${words}</option>`
}
