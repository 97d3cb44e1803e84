import { createContext, useCallback, useContext, useState, type ReactNode } from 'react'

import { m } from '#src/messages/messages.js'

import { Button } from './button.tsx'

const SHOWN_MS = 12_000
const MOST = 4

type Toast = { id: string; content: ReactNode }

const ToastContext = createContext<(content: ReactNode) => void>(() => {})

/** Shows a short message for 12 s. Never the only place of an error. */
export function useToast(): (content: ReactNode) => void {
  return useContext(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])

  const dismiss = useCallback((id: string) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id))
  }, [])
  const show = useCallback(
    (content: ReactNode) => {
      const id = crypto.randomUUID()
      setToasts((shown) => [...shown, { id, content }].slice(-MOST))
      setTimeout(() => dismiss(id), SHOWN_MS)
    },
    [dismiss],
  )

  return (
    <ToastContext value={show}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-4 bottom-4 z-30 flex flex-col items-start gap-2"
      >
        {toasts.map(({ id, content }) => (
          <div
            key={id}
            className="rounded-control border-line bg-surface pointer-events-auto flex max-w-full items-center gap-3 border py-1 pr-1 pl-3 shadow-lg"
          >
            <span className="min-w-0">{content}</span>
            <Button look="ghost" aria-label={m.dismiss()} onClick={() => dismiss(id)}>
              ×
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  )
}
