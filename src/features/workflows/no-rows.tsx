import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'

type NoRowsProps = { isFiltered: boolean; isComplete: boolean; onClear: () => void; onLookAgain: () => void }

/** Nothing runs, or nothing matches: two screens. */
export function NoRows({ isFiltered, isComplete, onClear, onLookAgain }: NoRowsProps) {
  if (!isFiltered)
    return (
      <BlankScreen heading={m.none_heading()} sentence={m.none_sentence()}>
        <Button onClick={onLookAgain}>{m.none_look()}</Button>
      </BlankScreen>
    )
  return (
    <BlankScreen
      heading={m.no_match_heading()}
      sentence={isComplete ? m.no_match_sentence() : m.no_match_partial()}
    >
      <Button onClick={onClear}>{m.clear_filters()}</Button>
    </BlankScreen>
  )
}
