import { useSyncExternalStore } from 'react'

let since: number | null = null

function subscribe(onChange: () => void): () => void {
  window.addEventListener('offline', onChange)
  window.addEventListener('online', onChange)
  return () => {
    window.removeEventListener('offline', onChange)
    window.removeEventListener('online', onChange)
  }
}

function readSince(): number | null {
  since = navigator.onLine ? null : (since ?? Date.now())
  return since
}

/** Since when the browser has no network, by its own clock; `null` = it has one. */
export function useOfflineSince(): number | null {
  return useSyncExternalStore(subscribe, readSince)
}
