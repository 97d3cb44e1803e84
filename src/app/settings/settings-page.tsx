import { useRef, useState } from 'react'

import { useShortcutsSwitch } from '#src/app/keyboard.tsx'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'

import { LanguageField, ThemeField } from './look-fields.tsx'
import { ColumnsSetting, ReasonsSetting, ViewsSetting } from './own-things.tsx'
import { ResetDialog } from './reset-dialog.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { RefreshField, RelativeField, ZoneField } from './time-fields.tsx'

/** `/settings`: all that can be had otherwise than usual, and the way back to the usual. */
export function SettingsPage() {
  const { session } = useSession()
  const [isResetting, setIsResetting] = useState(false)
  // What the page read when it opened is read anew.
  const [resetCount, setResetCount] = useState(0)
  const resetButton = useRef<HTMLButtonElement>(null)

  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-2 md:px-6">
      <PageTitle title={m.settings()} />
      <div className="flex max-w-[760px] flex-col gap-4 pb-8">
        <div>
          <h1 className="text-h1 min-h-8 content-center font-semibold" tabIndex={-1}>
            {m.settings()}
          </h1>
          <p className="text-muted max-w-[72ch]">
            {m.settings_kept({
              operator: session.operator.name ?? `#${session.operator.id ?? ''}`,
              portal: session.portal,
            })}
          </p>
        </div>
        <SettingGroup heading={m.settings_looks()}>
          <Setting name={m.language()}>
            <LanguageField />
          </Setting>
          <Setting name={m.theme()}>
            <ThemeField />
          </Setting>
        </SettingGroup>
        <SettingGroup heading={m.settings_times()}>
          <Setting name={m.settings_zone()}>
            <ZoneField />
          </Setting>
          <Setting name={m.settings_times_columns()}>
            <RelativeField />
          </Setting>
        </SettingGroup>
        <SettingGroup heading={m.settings_list()}>
          <Setting name={m.settings_refresh()} note={m.settings_refresh_note()}>
            <RefreshField />
          </Setting>
          <ColumnsSetting />
          <ViewsSetting />
        </SettingGroup>
        <SettingGroup heading={m.settings_own()}>
          <Setting name={m.settings_shortcuts()} note={m.settings_shortcuts_note()}>
            <ShortcutsBox />
          </Setting>
          <ReasonsSetting key={resetCount} />
        </SettingGroup>
        <div>
          <Button ref={resetButton} onClick={() => setIsResetting(true)}>
            {m.settings_reset()}
          </Button>
        </div>
      </div>
      {isResetting && (
        <ResetDialog
          onReset={() => {
            setResetCount(resetCount + 1)
            setIsResetting(false)
          }}
          onClose={() => setIsResetting(false)}
          onReturnFocus={() => resetButton.current?.focus()}
        />
      )}
    </div>
  )
}

function ShortcutsBox() {
  const [isOn, setOn] = useShortcutsSwitch()
  return (
    <label className="flex min-h-8 items-center gap-2">
      <input
        type="checkbox"
        aria-label={m.settings_shortcuts()}
        className="accent-accent size-4"
        checked={isOn}
        onChange={({ target }) => setOn(target.checked)}
      />
      {m.settings_on()}
    </label>
  )
}
