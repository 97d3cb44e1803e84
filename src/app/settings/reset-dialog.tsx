import { parseViews } from '#src/features/workflows/menus/views.ts'
import { m } from '#src/messages/messages.js'
import { chooseLocale, chosenLocale } from '#src/session/locale.ts'
import { dropPreferences, usePreference } from '#src/session/preferences.ts'
import { useSession } from '#src/session/session-context.ts'
import { useTheme } from '#src/session/theme.ts'
import { forgetReasons } from '#src/terms/reasons.ts'
import { Button } from '#src/ui/button.tsx'
import { Modal, ModalBody, ModalFooter } from '#src/ui/modal.tsx'
import { useToast } from '#src/ui/toasts.tsx'

type ResetDialogProps = { onReset: () => void; onClose: () => void; onReturnFocus: () => void }

/** Says all that goes, and takes it away at once. */
export function ResetDialog({ onReset, onClose, onReturnFocus }: ResetDialogProps) {
  const { session, drafts } = useSession()
  const [, setTheme] = useTheme()
  const [views] = usePreference('views', parseViews)
  const show = useToast()

  const reset = () => {
    dropPreferences(session)
    forgetReasons(drafts)
    setTheme(null)
    show(m.settings_reset_done())
    onReset()
    // Last: the page loads again.
    if (chosenLocale() !== null) chooseLocale(null)
  }

  const goes = [
    m.settings_reset_looks(),
    m.settings_reset_times(),
    m.settings_reset_list(),
    views.length > 0 && m.settings_reset_views({ count: views.length }),
    m.settings_reset_reasons(),
    m.settings_reset_keys(),
  ]
  return (
    <Modal title={m.settings_reset_title()} isLocked={false} onClose={onClose} onReturnFocus={onReturnFocus}>
      <ModalBody>
        <p>{m.settings_reset_intro()}</p>
        <ul className="list-disc pl-5">{goes.map((what) => what !== false && <li key={what}>{what}</li>)}</ul>
        <p className="text-muted">{m.settings_reset_not()}</p>
      </ModalBody>
      <ModalFooter>
        <Button data-first-focus onClick={onClose}>
          {m.settings_keep()}
        </Button>
        <Button look="accent" onClick={reset}>
          {m.settings_reset_confirm()}
        </Button>
      </ModalFooter>
    </Modal>
  )
}
