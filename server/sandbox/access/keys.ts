import type { KeyType } from '#src/contract/me.ts'

import { ANNA, BORIS } from './people.ts'

/** The sandbox's keys. They open nothing but the sandbox. */
export const SANDBOX_KEYS = {
  personal: 'vibe_api_sandbox',
  app: 'vibe_app_sandbox',
  management: 'vibe_live_sandbox',
  /** Personal, may only read. */
  readOnly: 'vibe_api_sandbox_readonly',
  /** Personal, without the scope `bizproc`. */
  withoutBizproc: 'vibe_api_sandbox_noscope',
  inactive: 'vibe_api_sandbox_inactive',
  expired: 'vibe_api_sandbox_expired',
  /** Personal, with no Bitrix24 account connected: `TOKEN_MISSING`. */
  unconnected: 'vibe_api_sandbox_unconnected',
  /** Personal, of an employee who is no administrator: `BITRIX_ACCESS_DENIED`. */
  employee: 'vibe_api_sandbox_employee',
  /** Personal, without the scopes `user` and `crm`: no names. */
  bizprocOnly: 'vibe_api_sandbox_bizproc_only',
  appReadOnly: 'vibe_app_sandbox_readonly',
  appWithoutBizproc: 'vibe_app_sandbox_noscope',
} as const

export type Scope = 'bizproc' | 'crm' | 'user'

export type SandboxKey = {
  key: string
  type: KeyType
  scopes: readonly Scope[]
  isReadOnly: boolean
  state: 'active' | 'inactive' | 'expired'
  /** Portal user the key acts as; `null` = nobody is connected. App keys act as whoever signed in. */
  ownerId: number | null
}

const ALL_SCOPES: readonly Scope[] = ['bizproc', 'crm', 'user']

function makeKey(key: string, type: KeyType, rest: Partial<SandboxKey> = {}): SandboxKey {
  return { key, type, scopes: ALL_SCOPES, isReadOnly: false, state: 'active', ownerId: ANNA.id, ...rest }
}

const KEYS = new Map(
  [
    makeKey(SANDBOX_KEYS.personal, 'personal'),
    makeKey(SANDBOX_KEYS.app, 'oauth_app'),
    makeKey(SANDBOX_KEYS.management, 'management', { scopes: [] }),
    makeKey(SANDBOX_KEYS.readOnly, 'personal', { isReadOnly: true }),
    makeKey(SANDBOX_KEYS.withoutBizproc, 'personal', { scopes: ['crm', 'user'] }),
    makeKey(SANDBOX_KEYS.inactive, 'personal', { state: 'inactive' }),
    makeKey(SANDBOX_KEYS.expired, 'personal', { state: 'expired' }),
    makeKey(SANDBOX_KEYS.unconnected, 'personal', { ownerId: null }),
    makeKey(SANDBOX_KEYS.employee, 'personal', { ownerId: BORIS.id }),
    makeKey(SANDBOX_KEYS.bizprocOnly, 'personal', { scopes: ['bizproc'] }),
    makeKey(SANDBOX_KEYS.appReadOnly, 'oauth_app', { isReadOnly: true }),
    makeKey(SANDBOX_KEYS.appWithoutBizproc, 'oauth_app', { scopes: ['crm', 'user'] }),
  ].map((key) => [key.key, key]),
)

export function findKey(key: string): SandboxKey | null {
  return KEYS.get(key) ?? null
}
