import { useEffect, useState } from 'react'

import { m } from '#src/messages/messages.js'

const SHOWN_MS = 1500

type CopyButtonProps = { text: string; className?: string }

/** Copies a text and says whether it did. */
export function CopyButton({ text, className = '' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)

  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      setOutcome('failed')
    }
  }

  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={m.copy({ text })}
      title={m.copy({ text })}
      className={`rounded-control text-accent text-meta min-h-6 min-w-6 px-1 ${className}`}
    >
      {outcome === null ? '⧉' : outcome === 'copied' ? m.copied() : m.copy_failed()}
    </button>
  )
}
