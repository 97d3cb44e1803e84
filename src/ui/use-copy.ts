import { m } from '#src/messages/messages.js'

import { useToast } from './toasts.tsx'

/** Copies a text, and says whether the browser let it: `done` in place of "Copied: …". */
export function useCopy(): (text: string, done?: string) => Promise<void> {
  const show = useToast()
  return async (text, done = m.copied_text({ text })) => {
    try {
      await navigator.clipboard.writeText(text)
      show(done)
    } catch {
      show(m.copy_failed_text({ text }))
    }
  }
}
