import { createContext, useContext, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

import { ariaKeysOf } from './combos.ts'
import { createRegistry, type Registry, type Shortcut } from './registry.ts'

type Value = { registry: Registry; isOn: boolean; isPaused: boolean }

const ShortcutsContext = createContext<Value | null>(null)

type ShortcutsProviderProps = {
  /** Whether characters alone are shortcuts: keys with Ctrl or ⌘, arrows and Enter always are. */
  isOn: boolean
  children: ReactNode
}

/** Hears the keys of the page, for everything below it that binds some. */
export function ShortcutsProvider({ isOn, children }: ShortcutsProviderProps) {
  const [registry] = useState(createRegistry)
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => registry.handle(event, isOn)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [registry, isOn])
  return <ShortcutsContext value={{ registry, isOn, isPaused: false }}>{children}</ShortcutsContext>
}

/** What is out of reach hears no keys either. */
export function PausedShortcuts({ isPaused, children }: { isPaused: boolean; children: ReactNode }) {
  const value = useContext(ShortcutsContext)
  return <ShortcutsContext value={value && { ...value, isPaused }}>{children}</ShortcutsContext>
}

/** Binds keys while the component is there. */
export function useBoundKeys(shortcuts: readonly Shortcut[]): void {
  const value = useContext(ShortcutsContext)
  const registry = value?.isPaused === false ? value.registry : null
  const latest = useRef(shortcuts)
  // With what is drawn: a key that comes right after it means what is seen.
  useLayoutEffect(() => {
    latest.current = shortcuts
  })
  useLayoutEffect(() => registry?.add(() => latest.current), [registry])
}

/** Reads which shortcuts are bound now, by id. */
export function useBoundIds(): () => ReadonlySet<string> {
  const registry = useContext(ShortcutsContext)?.registry
  return () => registry?.ids() ?? new Set()
}

/** Finds what a shortcut would do now, for those who do it another way; `null` = nothing. */
export function useBoundRun(id: string): () => (() => void) | null {
  const registry = useContext(ShortcutsContext)?.registry
  return () => {
    const run = registry?.find(id) ?? null
    return run && (() => void run(new KeyboardEvent('keydown')))
  }
}

/** `aria-keyshortcuts` for these keys; nothing while they are switched off. */
export function useAriaKeys(keys: readonly string[]): string | undefined {
  const value = useContext(ShortcutsContext)
  return value?.isOn ? ariaKeysOf(keys) : undefined
}
