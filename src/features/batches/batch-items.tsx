import { memo, useState, type ReactNode } from 'react'

import type { Names } from '#src/contract/names.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { DocumentName, StarterName, TemplateName } from '#src/terms/workflow-names.tsx'
import { Button } from '#src/ui/button.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

import type { BatchItem, BatchPlan } from './plan-batch.ts'

const FIRST_NAMED = 10
const MORE_NAMED = 100

/** What a line needs to name a workflow. `now` is an instant of the API's clock. */
export type Naming = { names: Names; portal: string; now: number }

type BatchItemsProps = {
  listed: BatchPlan['listed']
  naming: Naming
  isLocked: boolean
  /** The same function on every render. */
  onTakeOut: (id: string, isOut: boolean) => void
}

/** The workflows by name: the first ten, the rest as asked for. What is taken out stays in its place. */
export function BatchItems({ listed, naming, isLocked, onTakeOut }: BatchItemsProps) {
  const [named, setNamed] = useState(FIRST_NAMED)
  if (listed.length === 0) return null
  return (
    <ul
      aria-label={m.batch_dialog_affected()}
      className="border-line rounded-control text-cell max-h-52 shrink-0 overflow-y-auto border"
    >
      {listed.slice(0, named).map(({ item, isOut }) => (
        <BatchLine
          key={item.id}
          item={item}
          naming={naming}
          isOut={isOut}
          isLocked={isLocked}
          onTakeOut={onTakeOut}
        />
      ))}
      <ShowMore named={named} total={listed.length} onShow={setNamed} />
    </ul>
  )
}

type ShowMoreProps = { named: number; total: number; onShow: (named: number) => void }

/** A hundred more at a time: ten thousand lines at once would hold up every key. */
export function ShowMore({ named, total, onShow }: ShowMoreProps) {
  const locale = getLocale()
  const left = total - named
  if (left <= 0) return null
  return (
    <li className="px-3 py-1">
      <Button look="link" onClick={() => onShow(named + MORE_NAMED)}>
        {left <= MORE_NAMED
          ? m.batch_dialog_show_all({ count: formatCount(total, locale) })
          : m.batch_dialog_more({
              count: formatCount(MORE_NAMED, locale),
              left: formatCount(left, locale),
            })}
      </Button>
    </li>
  )
}

type BatchLineProps = Omit<BatchItemsProps, 'listed'> & { item: BatchItem; isOut: boolean }

const BatchLine = memo(function BatchLine({ item, naming, isOut, isLocked, onTakeOut }: BatchLineProps) {
  const { id } = item
  return (
    <ItemLine item={item} naming={naming} isOut={isOut}>
      <Button
        look="ghost"
        className="min-w-20"
        disabled={isLocked}
        aria-label={isOut ? m.batch_dialog_put_back({ id }) : m.batch_dialog_take_out({ id })}
        onClick={() => onTakeOut(id, !isOut)}
      >
        {isOut ? m.batch_dialog_put_back_short() : m.batch_dialog_take_out_short()}
      </Button>
    </ItemLine>
  )
})

type ItemLineProps = {
  item: BatchItem
  naming: Naming
  isOut?: boolean
  /** Without starter and last change: something longer stands beside it. */
  isBrief?: boolean
  children: ReactNode
}

/** Two lines that name a workflow, and what stands beside them. */
export function ItemLine(props: ItemLineProps) {
  const { naming, isOut = false, isBrief = false, children } = props
  const { id, workflow } = props.item
  const { names, portal, now } = naming
  const columns = isBrief
    ? 'md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]'
    : 'md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_112px_80px]'
  return (
    <li
      className={`border-line flex min-h-11 items-center gap-x-3 border-b px-3 py-1 last:border-b-0 ${isBrief ? 'flex-wrap md:flex-nowrap' : '[contain-intrinsic-size:auto_44px] [content-visibility:auto]'}`}
    >
      <div
        className={`min-w-0 flex-1 ${isBrief ? 'basis-full md:basis-0' : ''} ${isOut ? 'text-muted line-through' : ''}`}
      >
        {workflow && (
          <div className={`grid items-baseline gap-x-3 ${columns}`}>
            <DocumentName workflow={workflow} portal={portal} />
            <TemplateName templateId={workflow.templateId} names={names} />
            {!isBrief && (
              <>
                <span className="text-muted hidden min-w-0 md:block">
                  <StarterName startedBy={workflow.startedBy} names={names} />
                </span>
                <span className="text-muted hidden text-right md:block">
                  {workflow.modifiedAt === null ? (
                    m.unknown()
                  ) : (
                    <TimeAgo instant={workflow.modifiedAt} now={now} />
                  )}
                </span>
              </>
            )}
          </div>
        )}
        <span className="text-meta text-muted block truncate font-mono" title={id}>
          {id}
        </span>
      </div>
      {children}
    </li>
  )
}
