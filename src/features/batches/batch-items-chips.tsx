import { useSearchParams } from 'react-router'

import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { describeOutcome } from '#src/terms/describe-termination.ts'
import { StateMark } from '#src/ui/state-mark.tsx'

import { countFailed, countOutcomes, parseOutcome, type OutcomeFilter } from './batch-page-outcomes.ts'
import { counted, shownCount } from './batch-page-words.ts'

const NAME = 'outcome'

/** The filter by outcome; the address is its only copy. */
export function useOutcomeFilter(): [OutcomeFilter, (filter: OutcomeFilter) => void] {
  const [query, setQuery] = useSearchParams()
  const choose = (filter: OutcomeFilter) =>
    setQuery((now) => {
      if (filter === null) now.delete(NAME)
      else now.set(NAME, filter)
      return now
    })
  return [parseOutcome(query.get(NAME)), choose]
}

type OutcomeChipsProps = { batch: Batch; filter: OutcomeFilter; onChoose: (filter: OutcomeFilter) => void }

/** Every outcome that occurs, with its count; a press shows only those. The counts add up to the whole. */
export function OutcomeChips({ batch, filter, onChoose }: OutcomeChipsProps) {
  const failed = countFailed(batch)
  return (
    <div role="group" aria-label={m.batch_filter_outcome()} className="flex flex-wrap gap-1.5">
      <Chip isChosen={filter === null} onPress={() => onChoose(null)}>
        {m.batch_all_items({ shown: shownCount(batch.total) })}
      </Chip>
      {(failed > 0 || filter === 'failed') && (
        <Chip isChosen={filter === 'failed'} onPress={() => onChoose('failed')}>
          <span className="text-danger font-semibold">{m.batch_failed_items(counted(failed))}</span>
        </Chip>
      )}
      {countOutcomes(batch).map(({ state, word, count }) =>
        state === 'untold' ? (
          <span key={state} className="text-muted min-h-7 content-center px-2">
            {word} {shownCount(count)}
          </span>
        ) : (
          <Chip key={state} isChosen={filter === state} onPress={() => onChoose(state)}>
            <StateMark {...describeOutcome({ state })} word={word} />
            <span className="font-semibold">{shownCount(count)}</span>
          </Chip>
        ),
      )}
    </div>
  )
}

type ChipProps = { isChosen: boolean; onPress: () => void; children: React.ReactNode }

function Chip({ isChosen, onPress, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onPress}
      className={`rounded-control inline-flex min-h-7 max-w-full items-center gap-1.5 border px-2 ${isChosen ? 'border-accent bg-selected' : 'border-line bg-surface hover:bg-canvas'}`}
    >
      {children}
    </button>
  )
}
