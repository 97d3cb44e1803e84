import { useLayoutEffect } from 'react'

import { m } from '#src/messages/messages.js'

/**
 * The tab's title while this is drawn, without the product's name. What stands over a page draws its own after the page's,
 * and the page's comes back with the page.
 */
export function PageTitle({ title }: { title: string }): null {
  useLayoutEffect(() => {
    const before = document.title
    document.title = `${title} · ${m.app_name()}`
    return () => {
      document.title = before
    }
  }, [title])
  return null
}
