import { comboOf, isCharacter, type Combo } from './combos.ts'

/** What a key does. `false` = nothing here: the key is left to the browser, or to whoever bound it before. */
export type Run = (event: KeyboardEvent) => boolean | void

export type Shortcut = {
  id: string
  keys: readonly Combo[]
  /** Held down, it goes on; all others are one press. */
  isRepeating?: boolean
  /** Works in fields, too. */
  isForFields?: boolean
  run: Run
}

/** How long the second of two keys is waited for. */
const SEQUENCE_MS = 1500
const OVERLAYS = '[role=dialog], [role=menu]'

/** What is bound now, and the one listener that serves it. */
export function createRegistry() {
  const bound = new Set<() => readonly Shortcut[]>()
  let before: { combo: Combo; at: number } | null = null

  // What came last stands on top.
  const all = () => [...bound].toReversed().flatMap((list) => list())
  return {
    /** Binds what the function gives at the moment of each press. Returns what takes it back. */
    add: (list: () => readonly Shortcut[]) => {
      bound.add(list)
      return () => void bound.delete(list)
    },
    find: (id: string): Run | null => all().find((shortcut) => shortcut.id === id)?.run ?? null,
    ids: () => new Set(all().map(({ id }) => id)),
    handle: (event: KeyboardEvent, isOn: boolean) => {
      const first = before
      before = null
      // 229: a key that an input method has taken.
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
      const combo = comboOf(event)
      if (combo === null || document.querySelector(OVERLAYS) !== null) return
      const isTyped = isTyping(event.target)
      const usable = all().filter(
        (shortcut) => (!event.repeat || shortcut.isRepeating) && (!isTyped || shortcut.isForFields),
      )
      const isAllowed = (known: Combo) => isOn || !isCharacter(known)
      const isRecent = first !== null && event.timeStamp - first.at < SEQUENCE_MS
      const pressed = isRecent ? `${first.combo} ${combo}` : combo
      const hits = usable.filter(({ keys }) => keys.some((known) => known === pressed && isAllowed(known)))
      const isTaken = hits.some(({ run }) => run(event) !== false)
      if (isTaken) event.preventDefault()
      else if (!isRecent && usable.some(({ keys }) => keys.some((known) => known.startsWith(`${combo} `))))
        before = { combo, at: event.timeStamp }
    },
  }
}

export type Registry = ReturnType<typeof createRegistry>

/** Inputs that take no text. */
const NO_TEXT = ['checkbox', 'radio', 'button', 'submit', 'reset', 'file']

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !NO_TEXT.includes(target.type)
  return target.isContentEditable || target.matches('textarea, select, [role=textbox], [role=combobox]')
}
