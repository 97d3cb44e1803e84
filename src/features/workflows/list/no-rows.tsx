import type { ReactNode } from 'react'

import { hasFilters, type WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'

type NoRowsProps = {
  filters: WorkflowFilters
  isComplete: boolean
  onClear: () => void
  onLookAgain: () => void
  /** What is known elsewhere of what was searched for. */
  children: ReactNode
}

/** Nothing runs, or nothing matches: two screens. */
export function NoRows({ filters, isComplete, onClear, onLookAgain, children }: NoRowsProps) {
  if (!hasFilters(filters))
    return (
      <BlankScreen heading={m.none_heading()} sentence={m.none_sentence()}>
        <Button onClick={onLookAgain}>{m.none_look()}</Button>
      </BlankScreen>
    )
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <BlankScreen
        heading={m.no_match_heading()}
        sentence={isComplete ? m.no_match_sentence() : m.no_match_partial()}
      >
        <Button onClick={onClear}>{m.clear_filters()}</Button>
      </BlankScreen>
      {children}
    </div>
  )
}
