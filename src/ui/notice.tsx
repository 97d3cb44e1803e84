import type { ReactNode } from 'react'

const TONES = {
  danger: 'border-danger bg-danger-tint',
  warn: 'border-warn bg-warn-tint',
  info: 'border-accent bg-selected',
  ok: 'border-ok bg-canvas',
} as const

export type NoticeTone = keyof typeof TONES

type NoticeProps = {
  tone: NoticeTone
  title: string
  /** `assertive` interrupts a screen reader: for failures of what the operator has just done. */
  live?: 'polite' | 'assertive'
  children?: ReactNode
}

/** A tinted box with a bar at its left: what happened in bold, then what to do about it. */
export function Notice({ tone, title, live, children }: NoticeProps) {
  return (
    <div
      role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}
      className={`rounded-control border-l-3 px-3 py-2 ${TONES[tone]}`}
    >
      <p className="font-semibold">{title}</p>
      {children}
    </div>
  )
}

/** What an administrator needs to look an error up; folded away, to be copied. */
export function ErrorDetails({ label, text }: { label: string; text: string }) {
  return (
    <details className="text-meta text-muted mt-1">
      <summary className="min-h-6 content-center">{label}</summary>
      <code className="font-mono break-all whitespace-pre-wrap select-all">{text}</code>
    </details>
  )
}
