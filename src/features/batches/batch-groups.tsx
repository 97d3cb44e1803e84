import { memo } from 'react'

import type { Names } from '#src/contract/names.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeTemplate, KIND_WORDS } from '#src/terms/describe-workflow.ts'

import { groupItems, type BatchItem } from './plan-batch.ts'

const MOST_NAMED = 4

/** How many of which template on which kind of document, the largest first. */
export const BatchGroups = memo(function BatchGroups({
  items,
  names,
}: {
  items: readonly BatchItem[]
  names: Names
}) {
  const locale = getLocale()
  const groups = groupItems(items)
  const others = groups.slice(MOST_NAMED)
  if (groups.length === 0) return null
  return (
    <table className="rounded-control bg-canvas text-cell w-full border-separate border-spacing-0 px-3 py-1.5">
      <thead className="text-meta text-muted text-left">
        <tr>
          <th scope="col" className="pr-3 font-semibold">
            {m.column_template()}
          </th>
          <th scope="col" className="pr-3 font-semibold">
            {m.column_document()}
          </th>
          <th scope="col" className="text-right font-semibold">
            {m.batch_dialog_count()}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.slice(0, MOST_NAMED).map(({ templateId, kind, count }) => (
          <tr key={`${templateId} ${kind}`}>
            <td className="py-0.5 pr-3">{describeTemplate(templateId, names)}</td>
            <td className="text-muted pr-3">{kind === null ? m.unknown() : KIND_WORDS[kind]()}</td>
            <td className="text-right font-semibold">{formatCount(count, locale)}</td>
          </tr>
        ))}
        {others.length > 0 && (
          <tr className="text-muted">
            <td colSpan={2} className="py-0.5">
              {m.batch_dialog_other_groups({ count: others.length })}
            </td>
            <td className="text-right">
              {formatCount(
                others.reduce((sum, { count }) => sum + count, 0),
                locale,
              )}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
})
