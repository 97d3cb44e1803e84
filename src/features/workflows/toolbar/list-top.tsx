import { useState } from 'react'

import { hasMoreFilters } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'
import { Button } from '#src/ui/button.tsx'
import type { MenuAnchor } from '#src/ui/menu.tsx'
import { humblePart } from '#src/ui/part.tsx'

import { Toolbar, type ToolbarProps } from './toolbar.tsx'

const MoreFilters = humblePart(
  () => import('./more-filters.tsx').then((module) => module.MoreFilters),
  <div className="min-h-10" />,
)

type ListTopProps = Omit<ToolbarProps, 'children'> & { onView: (anchor: MenuAnchor) => void }

/** The toolbar, the further filters once they are wanted or set, and the button of the view's menu. */
export function ListTop({ onView, ...toolbar }: ListTopProps) {
  const { filters, facts, names, onChange } = toolbar
  const [wantsMore, setWantsMore] = useState(false)
  // What filters the list is always to be seen.
  const isMoreShown = wantsMore || hasMoreFilters(filters)
  return (
    <>
      <Toolbar {...toolbar}>
        <Button look="ghost" aria-expanded={isMoreShown} onClick={() => setWantsMore(!isMoreShown)}>
          {m.filter_more()}
        </Button>
        <Button look="ghost" aria-haspopup="menu" onClick={({ currentTarget }) => onView(currentTarget)}>
          {m.view()}
        </Button>
      </Toolbar>
      {isMoreShown && (
        <MoreFilters
          filters={filters}
          modules={facts.modules}
          names={names}
          onChoose={(change) => onChange({ change, by: 'choosing' })}
        />
      )}
    </>
  )
}
