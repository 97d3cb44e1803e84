import type { Page } from '@playwright/test'

/** What may stand in Latin letters on a Russian page, and why. */
const ALLOWED: readonly { pattern: RegExp; why: string }[] = [
  // Before those that would leave a part of it.
  { pattern: /^[A-Z_]+ \(HTTP \d+\)\n[^]*$/g, why: 'an error as it came, for administrators' },
  { pattern: /\b[A-Z][a-z]+\/[A-Z][a-z]+\b/g, why: 'time zones' },
  { pattern: /template, startedBy, document/g, why: 'parameters of an address' },
  { pattern: /\bFlowstop\b/g, why: 'the product' },
  { pattern: /\b(CSV|UTC|API|bizproc|curl)\b/g, why: 'the same in both languages' },
  { pattern: /^(MODIFIED|STARTED|ENTITY|null)$/g, why: 'fields as the API gives them' },
  { pattern: /\bBitrix(\\\w+)+/g, why: 'a class of documents' },
  { pattern: /\bcrm\b/g, why: 'a module of the portal' },
  { pattern: /\bGMT(?=[+-]\d)/g, why: 'how Intl names a zone in Russian' },
  { pattern: /\b(Ctrl|Enter|Esc|Tab|Shift)\b/g, why: 'keys' },
  { pattern: /\b(Anna Ivanova|Boris Petrov)\b/g, why: 'people of the sandbox' },
  { pattern: /\b[\w-]+(\.[\w-]+)+\b/g, why: 'hosts and IDs' },
  { pattern: /\b(?=[\w-]*\d)[\w-]+\b/g, why: 'IDs' },
  { pattern: /\b[A-Z]{2,}(_[A-Z]+)+\b/g, why: 'codes of the API' },
]

/**
 * Latin runs of three letters and more that an operator sees or hears; `data` are texts of the portal and of operators.
 * What is code, a key, or told as it came stands in elements that say so.
 */
export async function findLatin(page: Page, data: readonly string[] = []): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility() || element.closest('script, style, noscript, code, pre, kbd')) continue
      for (const node of element.childNodes)
        if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? '')
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext'])
        found.push(element.getAttribute(name) ?? '')
    }
    return [document.title, ...found]
  })
  const rest = texts.map((text) => {
    const known = data.reduce((left, words) => left.replaceAll(words, ''), text)
    return { text, left: ALLOWED.reduce((left, { pattern }) => left.replace(pattern, ''), known) }
  })
  return [...new Set(rest.filter(({ left }) => /[a-z]{3,}/i.test(left)).map(({ text }) => text.trim()))]
}
