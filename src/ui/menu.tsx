import * as Dropdown from '@radix-ui/react-dropdown-menu'
import type { ReactNode } from 'react'

/** What a menu hangs on, and gives the focus back to. */
export type MenuAnchor = HTMLElement

type MenuProps = { anchor: MenuAnchor; onClose: () => void; children: ReactNode }

/** A menu below the button that opened it: mounted means open. Arrows move, Escape and presses outside close it. */
export function Menu({ anchor, onClose, children }: MenuProps) {
  const { left, top, width, height } = anchor.getBoundingClientRect()
  return (
    <Dropdown.Root open onOpenChange={(open) => !open && onClose()} modal={false}>
      {/* Stands where the button stands: one menu serves all the buttons of a table. */}
      <Dropdown.Trigger asChild>
        <span
          aria-hidden="true"
          tabIndex={-1}
          className="pointer-events-none fixed"
          style={{ left, top, width, height }}
        />
      </Dropdown.Trigger>
      {/* Within the page's main part, where readers look for it. */}
      <Dropdown.Portal container={document.querySelector('main')}>
        <Dropdown.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-labelledby={undefined}
          aria-label={anchor.textContent ?? undefined}
          className="rounded-control border-line bg-surface text-cell z-20 max-h-(--radix-dropdown-menu-content-available-height) max-w-[min(360px,calc(100vw-16px))] min-w-48 overflow-y-auto border py-1 shadow-lg"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (document.contains(anchor)) anchor.focus()
          }}
        >
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  )
}

/** Items under a heading that says what they are about. */
export function MenuGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Dropdown.Group
      aria-label={heading}
      className="border-line not-first:mt-1 not-first:border-t not-first:pt-1"
    >
      <Dropdown.Label className="text-meta text-muted truncate px-3 py-1" title={heading}>
        {heading}
      </Dropdown.Label>
      {children}
    </Dropdown.Group>
  )
}

const ITEM =
  'data-highlighted:bg-selected aria-[current=true]:font-semibold flex min-h-8 cursor-pointer items-center gap-2 px-3 outline-none select-none'

type MenuItemProps = {
  onChoose: () => void
  /** It is what is shown already. */
  isCurrent?: boolean
  /** Something takes the menu's place: who chooses it closes the menu. */
  isReplacing?: boolean
  children: ReactNode
}

export function MenuItem({ onChoose, isCurrent, isReplacing = false, children }: MenuItemProps) {
  return (
    <Dropdown.Item
      className={ITEM}
      aria-current={isCurrent}
      onSelect={(event) => {
        if (isReplacing) event.preventDefault()
        onChoose()
      }}
    >
      <span className="min-w-0 truncate">{children}</span>
    </Dropdown.Item>
  )
}

type MenuCheckProps = { isChecked: boolean; onChange: (isChecked: boolean) => void; children: ReactNode }

/** Something that is on or off; the menu stays open, others may follow. */
export function MenuCheck({ isChecked, onChange, children }: MenuCheckProps) {
  return (
    <Dropdown.CheckboxItem
      className={ITEM}
      checked={isChecked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span aria-hidden="true" className="w-4 text-center">
        {isChecked ? '✓' : ''}
      </span>
      {children}
    </Dropdown.CheckboxItem>
  )
}
