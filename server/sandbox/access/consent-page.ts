import type { Person } from './people.ts'
import { fullName } from './people.ts'

export type ConsentForm = { appKey: string; state: string; redirectUri: string; people: readonly Person[] }

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in HTML, and in an attribute between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** Colours of ux.md section 8: text 5.3:1 or better in both themes. */
export const STYLE = `
:root { color-scheme: light dark; --canvas: #f6f7f9; --surface: #fff; --line: #e3e6eb; --field: #868e99; --text: #16191d; --muted: #59616d; --accent: #1f5fbf; --on-accent: #fff; --chosen: #eaf1fc; --note: #7a4d00; --note-tint: #fff4db }
@media (prefers-color-scheme: dark) { :root { --canvas: #111417; --surface: #181c20; --line: #2b3138; --field: #6b7480; --text: #e8eaed; --muted: #9ba4b0; --accent: #7fb0f5; --on-accent: #111417; --chosen: #1c2a3f; --note: #f0c15c; --note-tint: #33290f } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: var(--canvas); color: var(--text); font: 14px/20px system-ui, sans-serif }
main { width: min(440px, 100% - 32px); margin: 0 auto; padding: 12vh 0 32px }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 24px }
.note { display: inline-block; margin: 0 0 12px; padding: 2px 8px; border-radius: 6px; background: var(--note-tint); color: var(--note); font-weight: 600; font-size: 12px }
h1 { margin: 0 0 8px; font-size: 18px; line-height: 24px; font-weight: 600 }
p { margin: 0 0 16px; color: var(--muted) }
fieldset { margin: 0 0 20px; padding: 0; border: 0; display: grid; gap: 8px }
legend { padding: 0; margin-bottom: 8px; font-weight: 600 }
label { display: flex; gap: 12px; align-items: center; padding: 8px 12px; border: 1px solid var(--field); border-radius: 6px; cursor: pointer }
label:has(:checked) { border-color: var(--accent); background: var(--chosen) }
input { width: 16px; height: 16px; margin: 0; accent-color: var(--accent) }
label span { display: block } label small { display: block; color: var(--muted); font-size: 12px; line-height: 16px }
.buttons { display: flex; gap: 8px }
button { height: 36px; padding: 0 16px; border: 1px solid var(--field); border-radius: 6px; background: transparent; color: var(--text); font: inherit; font-weight: 600; cursor: pointer }
button.allow { border-color: var(--accent); background: var(--accent); color: var(--on-accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }`

/** No script, nothing from elsewhere, no frame. */
export const PAGE_HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<section>
<p class="note">Sandbox</p>
${content}
</section>
</main>
</body>
</html>
`
}

function choice(person: Person, index: number): string {
  const rights = person.isAdmin
    ? 'may see and terminate workflows'
    : 'no administrator: Bitrix24 refuses the list'
  return `<label><input type="radio" name="user" value="${person.id}"${index === 0 ? ' checked' : ''}>
<span>${escapeHtml(fullName(person))} <small>${escapeHtml(person.position)}, ${rights}</small></span></label>`
}

/**
 * Asks who signs in and whether the console may act for them. One press on Allow is enough; it needs no script. Allow comes
 * first because Enter on a radio presses the first button.
 */
export function renderConsentPage({ appKey, state, redirectUri, people }: ConsentForm): string {
  const hidden = Object.entries({ app_key: appKey, state, redirect_uri: redirectUri })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('\n')
  return page(
    'Sign in to the sandbox portal',
    `<h1>Sign in to the sandbox portal</h1>
<p>This is a made-up Bitrix24 portal on your own machine: no account, no password, nothing real. The console at ${escapeHtml(new URL(redirectUri).host)} asks to list and terminate its workflows in your name.</p>
<form method="post" action="/v1/oauth/authorize">
${hidden}
<fieldset>
<legend>Sign in as</legend>
${people.map(choice).join('\n')}
</fieldset>
<div class="buttons">
<button type="submit" class="allow" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</div>
</form>`,
  )
}

/** The sandbox's own front page: what it is, and the way to sign in as somebody else. */
export function renderHomePage(signedIn: Person | null): string {
  return page(
    'Sandbox portal',
    `<h1>Sandbox portal</h1>
<p>A made-up Bitrix24 portal that answers like the Vibe API. Everything in it is kept in memory and is gone when it stops.</p>
<p>${signedIn ? `Signed in here as ${escapeHtml(fullName(signedIn))}.` : 'Nobody is signed in here.'}</p>
<form method="post" action="/sign-out"><div class="buttons"><button type="submit">Sign out of the portal</button></div></form>`,
  )
}
