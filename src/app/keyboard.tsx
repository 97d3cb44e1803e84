import { createContext, useContext, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useNavigate } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { usePreference } from '#src/session/preferences.ts'
import { useShortcutHint, useShortcuts } from '#src/terms/shortcuts.ts'
import { Button } from '#src/ui/button.tsx'
import { part, PressedPart } from '#src/ui/part.tsx'
import { ShortcutsProvider, useBoundRun } from '#src/ui/shortcuts/shortcuts.tsx'

const Palette = part(() => import('./palette/palette.tsx').then((module) => module.Palette))
const ShortcutsSheet = part(() =>
  import('./palette/shortcuts-sheet.tsx').then((module) => module.ShortcutsSheet),
)

type Open = 'palette' | 'sheet' | null

const OpenContext = createContext<(open: Open) => void>(() => {})

/** Opens the palette or the sheet of shortcuts, from wherever a button for it stands. */
export const useKeyboardDialogs = () => useContext(OpenContext)

/** Characters alone can be switched off: to people who speak to their computer they are a danger (WCAG 2.1.4). */
const parseIsOn = (stored: unknown) => stored !== false

/** Whether characters alone are heard, and how to change it. */
export function useShortcutsSwitch(): [isOn: boolean, set: (isOn: boolean) => void] {
  const [isOn, keep] = usePreference('shortcuts', parseIsOn)
  return [isOn, (next) => keep(next ? null : false)]
}

/** The keys of the whole console, the palette and the sheet of shortcuts. */
export function Keyboard({ children }: { children: ReactNode }) {
  const [isOn, setIsOn] = useShortcutsSwitch()
  const [open, setOpen] = useState<Open>(null)
  const opener = useRef<Element | null>(null)
  const show = (next: Open) => {
    if (open === null) opener.current = document.activeElement
    setOpen(next)
  }
  return (
    <ShortcutsProvider isOn={isOn}>
      <OpenContext value={show}>
        {children}
        <Dialogs open={open} opener={opener} onOpen={show} isOn={isOn} onSwitch={setIsOn} />
      </OpenContext>
    </ShortcutsProvider>
  )
}

type DialogsProps = {
  open: Open
  /** What had the focus before. */
  opener: RefObject<Element | null>
  onOpen: (open: Open) => void
  isOn: boolean
  onSwitch: (isOn: boolean) => void
}

function Dialogs({ open, opener, onOpen, isOn, onSwitch }: DialogsProps) {
  const navigate = useNavigate()
  const findRefresh = useBoundRun('refresh')
  const go = (to: string) => () => {
    void navigate(to)
    // What had the focus leaves with its page.
    document.querySelector('main')?.focus()
  }
  useShortcuts({
    palette: () => onOpen('palette'),
    sheet: () => onOpen('sheet'),
    goWorkflows: go(pages.workflows),
    goBatches: go(pages.batches),
    goJournal: go(pages.journal),
    goOverview: go(pages.overview),
  })

  const close = () => onOpen(null)
  const returnFocus = () => {
    // Where it led to may have taken the focus already.
    if (document.activeElement !== document.body) return
    const back = opener.current
    const target = back instanceof HTMLElement && back.isConnected && back !== document.body ? back : null
    ;(target ?? document.querySelector('main'))?.focus()
  }
  return (
    <PressedPart onFailure={close}>
      {open === 'palette' && (
        <Palette
          onRefresh={findRefresh()}
          onSheet={() => onOpen('sheet')}
          onClose={close}
          onReturnFocus={returnFocus}
        />
      )}
      {open === 'sheet' && (
        <ShortcutsSheet isOn={isOn} onSwitch={onSwitch} onClose={close} onReturnFocus={returnFocus} />
      )}
    </PressedPart>
  )
}

/** The way to the palette for those who do not know its keys. */
export function PaletteButton() {
  const open = useKeyboardDialogs()
  return (
    <Button
      look="ghost"
      className="min-w-8"
      aria-label={m.palette()}
      title={m.palette()}
      aria-haspopup="dialog"
      aria-keyshortcuts={useShortcutHint('palette')}
      onClick={() => open('palette')}
    >
      <svg viewBox="0 0 16 16" className="size-4" aria-hidden="true">
        <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="m10.5 10.5 4 4" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
    </Button>
  )
}
