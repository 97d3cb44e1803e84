/**
 * A key as it is written down: `j`, `?`, `Shift+J`, `Mod+K`, `ArrowDown`, `g w` (one after the other). `Mod` is ⌘ on a Mac
 * and Ctrl elsewhere.
 */
export type Combo = string

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}

/** What was pressed; `null` when it is held with something that no shortcut is held with, or by itself a modifier. */
export function comboOf(event: Pressed, onMac = isMac()): Combo | null {
  const [isMod, isForeign] = onMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  if (isForeign || event.altKey || ['Control', 'Meta', 'Shift', 'Alt'].includes(event.key)) return null
  const key = keyOf(event)
  const mod = isMod ? 'Mod+' : ''
  if (key.length > 1) return `${mod}${event.shiftKey ? 'Shift+' : ''}${key}`
  // A letter is the same with Caps Lock; a sign needs Shift on one keyboard and not on another.
  if (!/[a-z]/i.test(key)) return mod + key
  if (event.shiftKey) return `${mod}Shift+${key.toUpperCase()}`
  return isMod ? mod + key.toUpperCase() : key.toLowerCase()
}

/** The key by what is printed on a Latin keyboard, so that о and л are j and k under a Russian layout. */
function keyOf({ key, code, shiftKey }: Pressed): string {
  // The Russian layout has a full stop and a comma there.
  if (code === 'Slash' && (key === '.' || key === ',')) return shiftKey ? '?' : '/'
  if (key.length !== 1 || /[ -~]/.test(key)) return key
  if (code === 'Slash') return shiftKey ? '?' : '/'
  return /^Key([A-Z])$/.exec(code)?.[1] ?? key
}

/** Whether it is a character alone: those can be switched off (WCAG 2.1.4), and speech would type them. */
export function isCharacter(combo: Combo): boolean {
  return combo
    .replace(/^Shift\+/, '')
    .split(' ')
    .every((key) => key.length === 1)
}

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

/** The keys as they stand on the keyboard, in the order they are pressed. */
export function keyNames(combo: Combo, onMac = isMac()): string[] {
  return combo.split(/[ +]/).map((key) => {
    if (key === 'Mod') return onMac ? '⌘' : 'Ctrl'
    return NAMES[key] ?? (/^[a-z]$/.test(key) ? key.toUpperCase() : key)
  })
}

/** The same for `aria-keyshortcuts`, which knows nothing of keys that follow one another. */
export function ariaKeysOf(combos: readonly Combo[], onMac = isMac()): string {
  return combos
    .filter((combo) => !combo.includes(' '))
    .map((combo) => combo.replace('Mod', onMac ? 'Meta' : 'Control'))
    .join(' ')
}
