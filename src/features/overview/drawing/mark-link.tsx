import type { ReactNode } from 'react'
import { Link } from 'react-router'

type MarkLinkProps = { href: string | null; title: string; children: ReactNode }

/**
 * A mark of a drawing as a link. It takes no focus: who comes by keyboard or screen reader finds the same links in the
 * table, and the drawing is hidden from both.
 */
export function MarkLink({ href, title, children }: MarkLinkProps) {
  const named = (
    <>
      <title>{title}</title>
      {children}
    </>
  )
  // What lies below it may be a link that holds for it, too.
  if (href === null) return <g pointerEvents="none">{named}</g>
  return (
    <Link
      to={href}
      tabIndex={-1}
      // A press would give it the focus all the same.
      onMouseDown={(event) => event.preventDefault()}
      // The page it leads to is read from its beginning, not from nowhere.
      onClick={() => document.getElementById('content')?.focus({ preventScroll: true })}
      className="hover:opacity-80"
    >
      {named}
    </Link>
  )
}
