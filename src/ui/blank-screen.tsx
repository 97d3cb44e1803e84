import type { ReactNode } from 'react'

import { PageTitle } from './page-title.tsx'

type BlankScreenProps = {
  heading: string
  sentence: string
  /** In place of a whole page, the heading is the page's own, and names the tab. */
  isPage?: boolean
  children?: ReactNode
}

/** In place of content: a heading, a sentence, what to do. No picture. */
export function BlankScreen({ heading, sentence, isPage = false, children }: BlankScreenProps) {
  const Heading = isPage ? 'h1' : 'h2'
  return (
    <div className="text-body flex max-w-[60ch] flex-col items-start gap-3 px-4 py-8 md:px-6">
      {isPage && <PageTitle title={heading} />}
      <Heading className="text-title font-semibold">{heading}</Heading>
      <p className="text-muted">{sentence}</p>
      {children}
    </div>
  )
}
