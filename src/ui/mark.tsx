/** The product's mark: a flow that meets a stop. */
export function Mark({ className = '' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#1f5fbf" />
      <path d="M6 16h9" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <rect x="17" y="9" width="10" height="14" rx="2.5" fill="#fff" />
    </svg>
  )
}
