import { m } from '#src/messages/messages.js'

type ConfirmIdProps = { why: string; ending: string; typed: string; onType: (typed: string) => void }

/** A protected workflow asks twice: for the last characters of its ID. */
export function ConfirmId({ why, ending, typed, onType }: ConfirmIdProps) {
  return (
    <label className="flex flex-col gap-1">
      <span className="font-semibold">{why}</span>
      <span className="text-muted text-meta">{m.protected_ask({ count: ending.length })}</span>
      <input
        value={typed}
        onChange={({ target }) => onType(target.value)}
        autoComplete="off"
        spellCheck={false}
        className="rounded-control border-field bg-surface h-8 w-24 border px-2 font-mono"
      />
    </label>
  )
}
