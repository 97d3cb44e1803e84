import { lazy, Suspense, useState } from 'react'

import type { MenuAnchor } from '#src/ui/menu.tsx'

import type { CellMenuProps, OpenCell } from './cell-menu.tsx'
import type { ViewMenuProps } from './view-menu.tsx'

const CellMenu = lazy(() => import('./cell-menu.tsx').then((module) => ({ default: module.CellMenu })))
const ViewMenu = lazy(() => import('./view-menu.tsx').then((module) => ({ default: module.ViewMenu })))

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
    <Suspense fallback={null}>
      {open?.kind === 'cell' && <CellMenu {...open.cell} {...props} onClose={close} />}
      {open?.kind === 'view' && <ViewMenu anchor={open.anchor} {...props} onClose={close} />}
    </Suspense>
  )
}
