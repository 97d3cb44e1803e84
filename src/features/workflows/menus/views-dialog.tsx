import { useId, useState, type SyntheticEvent } from 'react'

import type { Names } from '#src/contract/names.ts'
import { describeFilters } from '#src/features/workflows/filters/filter-words.ts'
import { parseFilters, type WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'
import { Button } from '#src/ui/button.tsx'
import { Modal, ModalBody, ModalFooter } from '#src/ui/modal.tsx'

import { keepView, LONGEST_NAME, MOST_VIEWS, type View } from './views.ts'

type ViewsDialogProps = {
  views: readonly View[]
  /** The address as it is now. */
  query: string
  filters: WorkflowFilters
  names: Names
  onChange: (views: readonly View[] | null) => void
  onClose: () => void
  onReturnFocus: () => void
}

/** Keeps what is shown now under a name, and removes views that are no longer wanted. */
export function ViewsDialog({
  views,
  query,
  filters,
  names,
  onChange,
  onClose,
  onReturnFocus,
}: ViewsDialogProps) {
  const [name, setName] = useState('')
  const formId = useId()
  const fieldId = useId()
  const trimmed = name.trim()
  const isFull = views.length >= MOST_VIEWS && !views.some((view) => view.name === trimmed)

  const handleSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (trimmed === '' || isFull) return
    onChange(keepView(views, { name: trimmed, query }))
    onClose()
  }
  const remove = (gone: View) => {
    const rest = views.filter((view) => view !== gone)
    onChange(rest.length === 0 ? null : rest)
  }

  return (
    <Modal title={m.view_dialog_title()} isLocked={false} onClose={onClose} onReturnFocus={onReturnFocus}>
      <ModalBody>
        <form id={formId} className="flex flex-col gap-1" onSubmit={handleSubmit}>
          <label htmlFor={fieldId} className="font-semibold">
            {m.view_name()}
          </label>
          <input
            id={fieldId}
            data-first-focus
            value={name}
            maxLength={LONGEST_NAME}
            autoComplete="off"
            className="rounded-control border-field bg-surface h-8 border px-2"
            onChange={({ target }) => setName(target.value)}
          />
          <p className="text-meta text-muted">{summaryOf(filters, names)}</p>
          {isFull && (
            <p role="alert" className="text-danger text-meta">
              {m.view_full({ most: MOST_VIEWS })}
            </p>
          )}
        </form>
        {views.length > 0 && (
          <section aria-label={m.view_own()}>
            <h3 className="font-semibold">{m.view_own()}</h3>
            <ul>
              {views.map((view) => (
                <li key={view.name} className="border-line flex min-h-9 items-center gap-3 border-b">
                  <span className="min-w-0 flex-1 truncate" title={view.name}>
                    {view.name}{' '}
                    <span className="text-muted text-meta">
                      {summaryOf(parseFilters(new URLSearchParams(view.query)), names)}
                    </span>
                  </span>
                  <Button
                    look="ghost"
                    aria-label={m.view_remove({ name: view.name })}
                    onClick={() => remove(view)}
                  >
                    {m.view_remove_short()}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{m.close()}</Button>
        <Button look="accent" type="submit" form={formId} disabled={trimmed === '' || isFull}>
          {m.view_save()}
        </Button>
      </ModalFooter>
    </Modal>
  )
}

function summaryOf(filters: WorkflowFilters, names: Names): string {
  const words = describeFilters(filters, names).map(({ text }) => text)
  return words.length === 0 ? m.view_everything() : words.join('; ')
}
