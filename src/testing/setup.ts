// Before anything that brings React.
import './late-effects.ts'

import '@testing-library/jest-dom/vitest'

import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

// What is waited for comes in its own time, and that of a machine that does other work as well.
configure({ asyncUtilTimeout: 10_000 })

/** What a test may announce, so that a page that complains in the console fails every other test. */
let complaints: string[] = []

beforeEach(() => {
  complaints = []
  for (const level of ['error', 'warn'] as const)
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
      complaints.push(`console.${level}: ${words.map(String).join(' ')}`)
    })
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
  if (complaints.length > 0) throw new Error(complaints.join('\n'))
})

/** Announces that the console may complain about this. */
export function expectComplaint(pattern: RegExp): void {
  complaints = complaints.filter((complaint) => !pattern.test(complaint))
}
