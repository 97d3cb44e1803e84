import { useState } from 'react'

import type { Names } from '#src/contract/names.ts'
import { formatTime } from '#src/lib/format.ts'
import type { Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeOperator } from '#src/terms/describe-termination.ts'
import { describeStarter, describeTemplate } from '#src/terms/describe-workflow.ts'
import { useTimeDisplay } from '#src/ui/time-display.ts'

import { ItemLine, ShowMore, type Naming } from './batch-items.tsx'
import type { LeftOut } from './plan-batch.ts'

const FIRST_NAMED = 10

/** What was selected and will not be terminated, and why. */
export function BatchLeftOut({ leftOut, naming }: { leftOut: readonly LeftOut[]; naming: Naming }) {
  const [named, setNamed] = useState(FIRST_NAMED)
  const { zone } = useTimeDisplay()
  if (leftOut.length === 0) return null
  return (
    <section aria-label={m.batch_dialog_left_out_heading()} className="flex flex-col gap-1">
      <h3 className="text-warn font-semibold">{m.batch_dialog_left_out({ count: leftOut.length })}</h3>
      <ul className="border-line rounded-control text-cell max-h-40 overflow-y-auto border">
        {leftOut.slice(0, named).map((left) => (
          <ItemLine key={left.item.id} item={left.item} naming={naming} isBrief>
            <span className="text-meta text-warn md:max-w-[42%] md:text-right">
              {describeWhy(left, naming.names, zone)}
            </span>
          </ItemLine>
        ))}
        <ShowMore named={named} total={leftOut.length} onShow={setNamed} />
      </ul>
    </section>
  )
}

function describeWhy(left: LeftOut, names: Names, zone: Zone): string {
  if (left.why === 'ended') return m.error_gone()
  if (left.why !== 'protected')
    return m.error_being_terminated_since({
      operator: describeOperator(left.entry),
      time: formatTime(left.entry.requestedAt, getLocale(), zone),
    })
  const { workflow } = left.item
  switch (left.protection) {
    case 'template':
      return m.protected_template({ template: describeTemplate(workflow?.templateId ?? null, names) })
    case 'starter':
      return m.protected_starter({ starter: describeStarter(workflow?.startedBy ?? null, names) })
    case 'unknown':
      return m.protected_unknown()
  }
}
