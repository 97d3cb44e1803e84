import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { CopyButton } from '#src/ui/copy-button.tsx'

import { formatCurl } from './curl.ts'

const MODES = { soft: m.mode_soft, force: m.mode_force } as const

/** The call for who makes it without the console, which then keeps no record of it. */
export function ByHand({ workflowId }: { workflowId: string }) {
  const { apiUrl, mode: key } = useSession().console
  return (
    <>
      <p className="text-muted">{m.detail_by_hand_note()}</p>
      {(['soft', 'force'] as const).map((mode) => {
        const line = formatCurl(workflowId, mode, { apiUrl, key })
        return (
          <figure key={mode} className="min-w-0">
            <figcaption className="text-meta text-muted flex items-center gap-1">
              {MODES[mode]()}
              <CopyButton text={line} name={m.detail_copy_call({ mode: MODES[mode]() })} />
            </figcaption>
            <pre className="rounded-control bg-canvas text-meta px-3 whitespace-pre-wrap break-all py-2 font-mono">
              {line}
            </pre>
          </figure>
        )
      })}
    </>
  )
}
