import { useLayoutEffect, useId } from 'react'

import { m } from '#src/messages/messages.js'

import type { PaletteGroup, PaletteItem } from './palette-items.ts'

export const paletteOptionId = (listId: string, itemId: string) => `${listId}-${itemId}`

type PaletteListProps = {
  id: string
  groups: readonly PaletteGroup[]
  activeId: string | null
  onPoint: (item: PaletteItem) => void
  onChoose: (item: PaletteItem) => void
}

/** What the palette offers, by groups. The field keeps the focus: the list only shows which entry is meant. */
export function PaletteList({ id, groups, activeId, onPoint, onChoose }: PaletteListProps) {
  useLayoutEffect(() => {
    if (activeId !== null)
      document.getElementById(paletteOptionId(id, activeId))?.scrollIntoView({ block: 'nearest' })
  }, [id, activeId])
  return (
    <div
      id={id}
      role="listbox"
      aria-label={m.palette_results()}
      className="-mx-2 min-h-0 overflow-y-auto pb-2"
    >
      {groups.map((group) => (
        <Group key={group.heading} heading={group.heading}>
          {group.items.map((item) => (
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field hears the keys
            <div
              key={item.id}
              id={paletteOptionId(id, item.id)}
              role="option"
              aria-selected={item.id === activeId}
              className={`rounded-control scroll-my-8 flex min-h-8 cursor-pointer flex-col justify-center px-3 py-1 ${item.id === activeId ? 'bg-selected outline-accent outline-1 -outline-offset-1' : ''}`}
              onMouseMove={() => item.id !== activeId && onPoint(item)}
              onClick={() => onChoose(item)}
            >
              <span className="min-w-0 break-words">{item.text}</span>
              {item.note !== undefined && (
                <span className="text-meta text-muted min-w-0 break-words">{item.note}</span>
              )}
            </div>
          ))}
        </Group>
      ))}
    </div>
  )
}

function Group({ heading, children }: { heading: string; children: React.ReactNode }) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id}>
      <div id={id} className="text-meta text-muted bg-surface sticky top-0 px-3 py-1">
        {heading}
      </div>
      {children}
    </div>
  )
}
