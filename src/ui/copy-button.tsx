import { useEffect, useState } from 'react'

import { m } from '#src/messages/messages.js'

const SHOWN_MS = 1500

type CopyButtonProps = {
  text: string
  /** What is copied, where the text is too long to be a name. */
  name?: string
  className?: string
}

/** Copies a text and says whether it did. */
export function CopyButton({ text, name = m.copy({ text }), className = '' }: CopyButtonProps) {
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
      aria-label={name}
      title={name}
      className={`rounded-control text-accent text-meta min-h-6 min-w-6 px-1 ${className}`}
    >
      {outcome === null ? <CopyMark /> : outcome === 'copied' ? m.copied() : m.copy_failed()}
    </button>
  )
}

function CopyMark() {
  return (
    <svg
      viewBox="0 0 16 16"
      className="mx-auto size-3.5"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <rect x="5.75" y="5.75" width="8" height="8" rx="1.5" />
      <path d="M3.5 10.25h-.25a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v.25" />
    </svg>
  )
}
