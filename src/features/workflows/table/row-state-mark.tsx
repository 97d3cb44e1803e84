import { m } from '#src/messages/messages.js'
import { StateMark, type MarkShape, type MarkTone } from '#src/ui/state-mark.tsx'

import type { RowState } from './row-state.ts'

const MARKS: Record<RowState['kind'], { shape: MarkShape; tone: MarkTone; word: () => string }> = {
  stuck: { shape: 'triangle', tone: 'warn', word: m.state_stuck },
  step_running: { shape: 'dot', tone: 'accent', word: m.state_step_running },
  waiting: { shape: 'ring', tone: 'muted', word: m.state_waiting },
  unknown: { shape: 'ring', tone: 'muted', word: m.unknown },
  terminating: { shape: 'spinner', tone: 'muted', word: m.state_terminating },
  checking: { shape: 'spinner', tone: 'warn', word: m.state_checking },
  still_running: { shape: 'clock', tone: 'warn', word: m.state_still_running },
}

/** What a row says of itself, as a shape and a word. */
export function RowStateMark({ kind }: { kind: RowState['kind'] }) {
  const { shape, tone, word } = MARKS[kind]
  return <StateMark shape={shape} tone={tone} word={word()} />
}
