import type { ReactNode } from 'react'

type BlankScreenProps = { heading: string; sentence: string; children?: ReactNode }

/** In place of content: a heading, a sentence, what to do. No picture. */
export function BlankScreen({ heading, sentence, children }: BlankScreenProps) {
  return (
    <div className="text-body flex max-w-[60ch] flex-col items-start gap-3 px-4 py-8 md:px-6">
      <h2 className="text-title font-semibold">{heading}</h2>
      <p className="text-muted">{sentence}</p>
      {children}
    </div>
  )
}
