import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

import { formatSecond } from '#src/lib/format.ts'
import { getLocale } from '#src/messages/runtime.js'

import { CARD_ID, TimeCard } from './time-card.tsx'

/** So long a pointer rests on a time before its card opens, and may be away from both before it closes. */
const OPEN_MS = 250
const CLOSE_MS = 250
/** The first use of a formatter reads the browser's tables, 20 to 100 ms: after the start, and before a card is wanted. */
const WARM_UP_MS = 3000

type Shown = { anchor: HTMLTimeElement; by: 'pointer' | 'focus' }

/** The one card of all the times on the page: says an instant in other zones to who points at it or comes by Tab. */
export function TimeCards() {
  const [shown, setShown] = useState<Shown | null>(findAtHand)
  const now = useRef(shown)
  // With what is drawn, here and below: a key that comes right after the card is seen is for it.
  useLayoutEffect(() => {
    now.current = shown
  }, [shown])

  useEffect(() => {
    const timer = setTimeout(() => formatSecond(Date.now(), getLocale(), 'local'), WARM_UP_MS)
    return () => clearTimeout(timer)
  }, [])

  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = (next: Shown | null, ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => setShown(next), ms)
    }
    const close = () => {
      clearTimeout(timer)
      setShown(null)
    }

    const handleOver = (event: PointerEvent) => {
      // A finger does not rest on anything: it comes by focus.
      if (event.pointerType === 'touch') return
      const anchor = timeOf(event.target)
      const open = now.current
      if (isInCard(event.target) || (anchor !== null && anchor === open?.anchor)) return clearTimeout(timer)
      if (anchor !== null) return later({ anchor, by: 'pointer' }, OPEN_MS)
      if (open?.by === 'pointer') return later(null, CLOSE_MS)
      clearTimeout(timer)
    }
    const handleFocus = ({ target }: FocusEvent) => {
      const anchor = stopOf(target)?.querySelector('time')
      if (anchor) {
        clearTimeout(timer)
        setShown({ anchor, by: 'focus' })
      } else if (now.current?.by === 'focus' && !isInCard(target)) close()
    }
    const handleDown = ({ target }: PointerEvent) => {
      if (now.current && !isInCard(target) && timeOf(target) !== now.current.anchor) close()
    }
    const handleScroll = ({ target }: Event) => {
      // Who came by Tab is followed: the browser scrolls to where the focus goes.
      if (now.current?.by === 'pointer' && !isInCard(target)) close()
    }
    const handleKey = (event: KeyboardEvent) => {
      const open = now.current
      if (open === null) return
      if (event.key === 'Escape') {
        // Only the card: what it stands over hears the next one.
        event.stopPropagation()
        event.preventDefault()
        if (isInCard(document.activeElement)) stopOf(open.anchor)?.focus()
        close()
      } else if (event.key === 'Tab') moveThroughCard(event, open.anchor)
    }

    document.addEventListener('pointerover', handleOver)
    document.addEventListener('focusin', handleFocus)
    document.addEventListener('pointerdown', handleDown)
    document.addEventListener('scroll', handleScroll, true)
    // Before the dialogs, which hear the document first.
    window.addEventListener('keydown', handleKey, true)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', handleOver)
      document.removeEventListener('focusin', handleFocus)
      document.removeEventListener('pointerdown', handleDown)
      document.removeEventListener('scroll', handleScroll, true)
      window.removeEventListener('keydown', handleKey, true)
    }
  }, [])

  if (shown === null || !shown.anchor.isConnected) return null
  const instant = Date.parse(shown.anchor.dateTime)
  // Within a dialog: it keeps the focus and the readers to itself.
  const home = shown.anchor.closest('[role=dialog]') ?? document.querySelector('main')
  return home && createPortal(<TimeCard key={instant} anchor={shown.anchor} instant={instant} />, home)
}

/** What was pointed at, or focused, while this code was on its way. */
function findAtHand(): Shown | null {
  const focused = stopOf(document.activeElement)?.querySelector('time')
  if (focused) return { anchor: focused, by: 'focus' }
  const pointed = document.querySelector<HTMLTimeElement>('time:hover')
  return pointed && { anchor: pointed, by: 'pointer' }
}

/** The card stands at the end of the page; the Tab key finds it behind its time all the same. */
function moveThroughCard(event: KeyboardEvent, anchor: HTMLTimeElement): void {
  const stop = stopOf(anchor)
  const inside = document.getElementById(CARD_ID)?.querySelector('button')
  if (!stop || !inside) return
  if (document.activeElement === stop && !event.shiftKey) {
    // A dialog would take the card for its end, and begin anew.
    event.stopPropagation()
    event.preventDefault()
    inside.focus({ preventScroll: true })
  } else if (document.activeElement === inside) {
    // Forwards the browser goes on from the time by itself.
    if (event.shiftKey) {
      event.stopPropagation()
      event.preventDefault()
    }
    stop.focus({ preventScroll: true })
  }
}

const closest = (target: EventTarget | null, selector: string) =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null

function timeOf(target: EventTarget | null): HTMLTimeElement | null {
  return closest(target, 'time') as HTMLTimeElement | null
}

function stopOf(target: EventTarget | null): HTMLElement | null {
  return closest(target, '[data-time-stop]')
}

function isInCard(target: EventTarget | null): boolean {
  return closest(target, `#${CARD_ID}`) !== null
}
