import { useState } from 'react'

import type { MenuAnchor } from '#src/ui/menu.tsx'
import { part, PressedPart } from '#src/ui/part.tsx'

import type { CellMenuProps, OpenCell } from './cell-menu.tsx'
import type { ViewMenuProps } from './view-menu.tsx'

const CellMenu = part(() => import('./cell-menu.tsx').then((module) => module.CellMenu))
const ViewMenu = part(() => import('./view-menu.tsx').then((module) => module.ViewMenu))

type Open = { kind: 'cell'; cell: OpenCell } | { kind: 'view'; anchor: MenuAnchor } | null

/** Which menu over the list is open: while one is, the list holds still. */
export function useListMenus() {
  const [open, setOpen] = useState<Open>(null)
  return {
    open,
    openCell: (cell: OpenCell) => setOpen({ kind: 'cell', cell }),
    openView: (anchor: MenuAnchor) => setOpen({ kind: 'view', anchor }),
    close: () => setOpen(null),
  }
}

type ListMenusProps = Omit<ViewMenuProps, 'anchor' | 'onClose'> &
  Omit<CellMenuProps, keyof OpenCell | 'onClose'> & { menus: ReturnType<typeof useListMenus> }

/** The menu that is open, if any. */
export function ListMenus({ menus, ...props }: ListMenusProps) {
  const { open, close } = menus
  return (
    <PressedPart onFailure={close}>
      {open?.kind === 'cell' && <CellMenu {...open.cell} {...props} onClose={close} />}
      {open?.kind === 'view' && <ViewMenu anchor={open.anchor} {...props} onClose={close} />}
    </PressedPart>
  )
}
