import * as Dialog from '@radix-ui/react-dialog'
import { useLayoutEffect, useRef, useState, type ReactNode, type SyntheticEvent } from 'react'

/** A dialog that appears under a moving hand must not be answered by it. */
const DEAF_MS = 300

type ModalProps = {
  title: string
  /** While true, Escape and presses outside do nothing. */
  isLocked: boolean
  /** 720 px instead of 520: for a dialog that lists things. */
  isWide?: boolean
  onClose: () => void
  /** Called when the dialog is gone: gives the focus back, or returns false to leave it to the browser. */
  onReturnFocus?: () => void
  children: ReactNode
}

/** A modal dialog: mounted means open. Owns Escape, the title and the focus, which goes to `data-first-focus`; a bottom sheet on narrow screens. */
export function Modal({ title, isLocked, isWide = false, onClose, onReturnFocus, children }: ModalProps) {
  const [openedAt] = useState(() => performance.now())
  const content = useRef<HTMLDivElement>(null)

  // From the press on the height stays: what is told then must not move the buttons from under the hand.
  const [height, setHeight] = useState<number>()
  useLayoutEffect(() => {
    if (isLocked) setHeight((known) => known ?? (content.current?.offsetHeight || undefined))
  }, [isLocked])

  const swallowEarlyPress = (event: SyntheticEvent) => {
    if (event.timeStamp - openedAt < DEAF_MS) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && !isLocked && onClose()}>
      <Dialog.Portal>
        {/* The library's own overlay keeps the page from scrolling, by a style sheet that has the browser go over every row.
            This page does not scroll. */}
        <div aria-hidden="true" className="pointer-events-auto fixed inset-0 z-10 bg-[rgb(0_0_0/0.4)]" />
        <Dialog.Content
          aria-describedby={undefined}
          aria-modal
          className={`rounded-t-dialog sm:rounded-dialog bg-surface text-body border-line fixed inset-x-0 bottom-0 z-20 flex max-h-[92dvh] flex-col border shadow-xl md:inset-x-auto md:top-[12vh] md:bottom-auto md:left-1/2 md:max-h-[84vh] ${isWide ? 'md:w-[720px]' : 'md:w-[520px]'} md:-translate-x-1/2`}
          ref={content}
          style={{ height }}
          onOpenAutoFocus={(event) => {
            const first = content.current?.querySelector<HTMLElement>('[data-first-focus]')
            if (!first) return
            event.preventDefault()
            first.focus()
          }}
          // The key that opened it may still be held: that is no press of a button here.
          onKeyDownCapture={(event) => {
            const isNewLine = event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey
            if (!event.repeat || event.key !== 'Enter' || isNewLine) return
            event.preventDefault()
            event.stopPropagation()
          }}
          onPointerDownCapture={swallowEarlyPress}
          onClickCapture={(event) => event.detail > 0 && swallowEarlyPress(event)}
          onInteractOutside={(event) => {
            const press = event.detail.originalEvent
            const isEarly = press.type === 'pointerdown' && press.timeStamp - openedAt < DEAF_MS
            if (isLocked || isEarly) event.preventDefault()
          }}
          onCloseAutoFocus={(event) => {
            if (!onReturnFocus) return
            event.preventDefault()
            onReturnFocus()
          }}
        >
          <Dialog.Title className="text-title px-4 pt-5 font-semibold md:px-6 md:pt-6">{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The part of a dialog between title and buttons: scrolls when the screen is low. */
export function ModalBody({ children }: { children: ReactNode }) {
  return <div className="flex flex-col gap-4 overflow-y-auto px-4 py-4 md:px-6">{children}</div>
}

/** The dialog's buttons: to the right, or stacked and full width on narrow screens. */
export function ModalFooter({ children }: { children: ReactNode }) {
  return (
    <div className="border-line flex flex-col-reverse gap-2 border-t px-4 py-4 *:min-h-10 md:flex-row md:justify-end md:px-6 md:*:min-h-8">
      {children}
    </div>
  )
}
