export const DETAIL_TERMINATE_ID = 'terminate-this'

/** Gives the focus back after a dialog over the detail: to its button, else to the heading. */
export function focusDetail(): void {
  const heading = [...document.querySelectorAll<HTMLElement>('h1')].at(-1)
  ;(document.getElementById(DETAIL_TERMINATE_ID) ?? heading)?.focus()
}
