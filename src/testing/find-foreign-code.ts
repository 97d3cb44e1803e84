/** Elements that run or load something; the page makes none of them, whatever it shows. */
const ACTIVE =
  'script, iframe, frame, object, embed, applet, base, link, meta, img, video, audio, form[action], template'
const ADDRESSES = [
  'href',
  'src',
  'action',
  'formaction',
  'xlink:href',
  'srcdoc',
  'data',
  'ping',
  'poster',
  'srcset',
]

type Options = {
  /** Origins to which links may lead. */
  links: readonly string[]
  root?: ParentNode
}

/**
 * What in a page could run somebody's code or lead to somebody's address: elements, handlers, styles that load, and links
 * to other places than those named. Each as a text; empty = nothing.
 */
export function findForeignCode({ links, root = document }: Options): string[] {
  const elements = [...root.querySelectorAll('*')]
  const found = [...root.querySelectorAll(ACTIVE)].map(
    (element) => `element ${element.outerHTML.slice(0, 120)}`,
  )
  for (const element of elements)
    for (const { name, value } of element.attributes) {
      const words = `${element.tagName.toLowerCase()} ${name}=${value.slice(0, 120)}`
      if (/^on/i.test(name)) found.push(`handler ${words}`)
      else if (name === 'style' && /url\(|expression|@import/i.test(value)) found.push(`style ${words}`)
      else if (ADDRESSES.includes(name.toLowerCase()) && !isAllowed(value, links))
        found.push(`address ${words}`)
    }
  return found
}

function isAllowed(address: string, links: readonly string[]): boolean {
  const url = URL.parse(address, window.location.href)
  return url !== null && links.includes(url.origin)
}
