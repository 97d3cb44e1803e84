const SHAPES = {
  triangle: <path d="M4 0.5 8 7.5H0Z" fill="currentColor" />,
  dot: <circle cx="4" cy="4" r="3.5" fill="currentColor" />,
  ring: <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  clock: (
    <path
      d="M4 0.75v3.5h2.5M7.25 4a3.25 3.25 0 1 1-6.5 0 3.25 3.25 0 0 1 6.5 0Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
    />
  ),
  spinner: (
    <path
      d="M4 .75A3.25 3.25 0 1 1 .75 4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      className="origin-center animate-spin"
    />
  ),
} as const

export type MarkShape = keyof typeof SHAPES

const TONES = {
  warn: 'text-warn',
  accent: 'text-accent',
  muted: 'text-muted',
  ok: 'text-ok',
  danger: 'text-danger',
} as const

export type MarkTone = keyof typeof TONES

type StateMarkProps = { shape: MarkShape; tone: MarkTone; word: string }

/** A state as a shape of 8 px and a word, so that it never rests on colour alone. */
export function StateMark({ shape, tone, word }: StateMarkProps) {
  return (
    <span className={`inline-flex min-w-0 items-center gap-1.5 ${TONES[tone]}`}>
      <svg viewBox="0 0 8 8" className="size-2 shrink-0 overflow-visible" aria-hidden="true">
        {SHAPES[shape]}
      </svg>
      <span className="truncate" title={word}>
        {word}
      </span>
    </span>
  )
}
