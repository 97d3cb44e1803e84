import { useState } from 'react'

import { parseViews } from '#src/features/workflows/menus/views.ts'
import { COLUMN_WORDS, COLUMNS, parseShown } from '#src/features/workflows/table/columns.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { usePreference } from '#src/session/preferences.ts'
import { useSession } from '#src/session/session-context.ts'
import { forgetReasons, readReasons } from '#src/terms/reasons.ts'
import { Button } from '#src/ui/button.tsx'

import { Setting } from './setting.tsx'

/** Which columns are hidden: they are chosen over the list, and all come back here. */
export function ColumnsSetting() {
  const [shown, setHidden] = usePreference('columns', parseShown)
  const hidden = COLUMNS.filter((column) => !shown.has(column))
  const names = new Intl.ListFormat(getLocale(), { type: 'unit' }).format(
    hidden.map((column) => COLUMN_WORDS[column]()),
  )
  return (
    <Setting name={m.settings_columns()}>
      <p className="text-muted">
        {hidden.length === 0 ? m.settings_columns_all() : m.settings_columns_hidden({ names })}
      </p>
      {hidden.length > 0 && <Button onClick={() => setHidden(null)}>{m.settings_columns_show()}</Button>}
    </Setting>
  )
}

export function ViewsSetting() {
  const [views, setViews] = usePreference('views', parseViews)
  const remove = (place: number) => {
    const rest = views.filter((_, index) => index !== place)
    setViews(rest.length === 0 ? null : rest)
  }
  return (
    <Setting name={m.settings_views()}>
      {views.length === 0 ? (
        <p className="text-muted">{m.settings_views_none()}</p>
      ) : (
        <ul className="w-full">
          {views.map(({ name }, place) => (
            // Two may have been given one name by another version.
            // eslint-disable-next-line react/no-array-index-key
            <li key={`${place} ${name}`} className="flex min-h-8 items-center gap-3">
              <span className="min-w-0 flex-1 truncate" title={name}>
                {name}
              </span>
              <Button look="ghost" aria-label={m.view_remove({ name })} onClick={() => remove(place)}>
                {m.view_remove_short()}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Setting>
  )
}

/** What the dialog suggests. */
export function ReasonsSetting() {
  const { drafts } = useSession()
  const [reasons, setReasons] = useState(() => readReasons(drafts))
  const clear = () => {
    forgetReasons(drafts)
    setReasons([])
  }
  return (
    <Setting name={m.settings_reasons()}>
      {reasons.length === 0 ? (
        <p className="text-muted">{m.settings_reasons_none()}</p>
      ) : (
        <>
          <ul className="w-full">
            {reasons.map((reason) => (
              <li key={reason} className="truncate" title={reason}>
                {reason}
              </li>
            ))}
          </ul>
          <Button onClick={clear}>{m.settings_reasons_clear()}</Button>
        </>
      )}
    </Setting>
  )
}
