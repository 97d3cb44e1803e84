import { useState } from 'react'

import type { Names } from '#src/contract/names.ts'
import { formatCount } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeOperator } from '#src/terms/describe-termination.ts'
import { describeDocumentText, describeTemplate, KIND_WORDS } from '#src/terms/describe-workflow.ts'
import { Button } from '#src/ui/button.tsx'

import { groupItems, type BatchItem, type BatchPlan, type LeftOut } from './plan-batch.ts'

const FIRST_NAMED = 10
const MORE_NAMED = 100

type BatchPreviewProps = {
  plan: BatchPlan
  names: Names
  isLocked: boolean
  onTakeOut: (id: string) => void
  onPutBack: (id: string) => void
}

/** What is affected, by groups and by name, and what is left out and why. */
export function BatchPreview({ plan, names, isLocked, onTakeOut, onPutBack }: BatchPreviewProps) {
  const [named, setNamed] = useState(FIRST_NAMED)
  const { included, takenOut, leftOut } = plan
  return (
    <section aria-label={m.batch_dialog_affected()} className="flex flex-col gap-3">
      <Groups items={included} names={names} />
      <ul className="border-line rounded-control text-cell max-h-60 overflow-y-auto border">
        {included.slice(0, named).map((item) => (
          <Item key={item.id} item={item} names={names}>
            <Button
              look="ghost"
              disabled={isLocked}
              aria-label={m.batch_dialog_take_out({ id: item.id })}
              onClick={() => onTakeOut(item.id)}
            >
              {m.batch_dialog_take_out_short()}
            </Button>
          </Item>
        ))}
        {included.length > named && (
          <li className="px-3 py-1">
            <Button look="link" onClick={() => setNamed(named + MORE_NAMED)}>
              {m.batch_dialog_more({ count: formatCount(included.length - named, getLocale()) })}
            </Button>
          </li>
        )}
      </ul>
      {takenOut.length > 0 && (
        <Folded summary={m.batch_dialog_taken_out({ count: takenOut.length })}>
          {takenOut.map((item) => (
            <Item key={item.id} item={item} names={names}>
              <Button
                look="ghost"
                disabled={isLocked}
                aria-label={m.batch_dialog_put_back({ id: item.id })}
                onClick={() => onPutBack(item.id)}
              >
                {m.batch_dialog_put_back_short()}
              </Button>
            </Item>
          ))}
        </Folded>
      )}
      {leftOut.length > 0 && (
        <Folded summary={m.batch_dialog_left_out({ count: leftOut.length })} isOpen>
          {leftOut.map((left) => (
            <Item key={left.item.id} item={left.item} names={names}>
              <span className="text-warn text-right">{describeWhy(left, names)}</span>
            </Item>
          ))}
        </Folded>
      )}
    </section>
  )
}

function Groups({ items, names }: { items: readonly BatchItem[]; names: Names }) {
  const groups = groupItems(items)
  const locale = getLocale()
  return (
    <table className="text-cell w-full">
      <thead className="text-meta text-muted text-left">
        <tr>
          <th scope="col">{m.column_template()}</th>
          <th scope="col">{m.column_document()}</th>
          <th scope="col" className="text-right">
            {m.batch_dialog_count()}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.slice(0, FIRST_NAMED).map(({ templateId, kind, count }) => (
          <tr key={`${templateId} ${kind}`} className="border-line border-t">
            <td className="py-1 pr-2">{describeTemplate(templateId, names)}</td>
            <td className="text-muted pr-2">{kind === null ? m.unknown() : KIND_WORDS[kind]()}</td>
            <td className="text-right font-semibold">{formatCount(count, locale)}</td>
          </tr>
        ))}
        {groups.length > FIRST_NAMED && (
          <tr className="border-line text-muted border-t">
            <td colSpan={2} className="py-1">
              {m.batch_dialog_other_groups({ count: groups.length - FIRST_NAMED })}
            </td>
            <td className="text-right">
              {formatCount(
                groups.slice(FIRST_NAMED).reduce((sum, { count }) => sum + count, 0),
                locale,
              )}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function Folded({
  summary,
  isOpen = false,
  children,
}: {
  summary: string
  isOpen?: boolean
  children: React.ReactNode
}) {
  return (
    <details open={isOpen}>
      <summary className="min-h-6 content-center font-semibold">{summary}</summary>
      <ul className="border-line rounded-control text-cell max-h-40 overflow-y-auto border">{children}</ul>
    </details>
  )
}

type ItemProps = { item: BatchItem; names: Names; children: React.ReactNode }

function Item({ item: { id, workflow }, names, children }: ItemProps) {
  const document = workflow && describeDocumentText(workflow)
  return (
    <li className="border-line flex min-h-9 items-center gap-3 border-b px-3 [content-visibility:auto] last:border-b-0">
      <span className="min-w-0 flex-1 truncate" title={id}>
        {document && (
          <>
            <strong className="font-semibold">{document.number}</strong> {document.kind}
            <span className="text-muted"> · {describeTemplate(workflow.templateId, names)}</span>
          </>
        )}{' '}
        <span className="text-meta text-muted font-mono">{id}</span>
      </span>
      {children}
    </li>
  )
}

function describeWhy(left: LeftOut, names: Names): string {
  if (left.why === 'under_way')
    return m.batch_dialog_why_under_way({ operator: describeOperator(left.entry) })
  switch (left.protection) {
    case 'template':
      return m.batch_dialog_why_template({
        template: describeTemplate(left.item.workflow?.templateId ?? null, names),
      })
    case 'starter':
      return m.batch_dialog_why_starter()
    case 'unknown':
      return m.batch_dialog_why_unknown()
  }
}
