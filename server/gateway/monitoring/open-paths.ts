/** Addresses for machines, which may know this one by any name and bring no operator. */
export const openPaths = { lives: '/healthz', ready: '/readyz', metrics: '/metrics' } as const

const OPEN: readonly string[] = Object.values(openPaths)

export function isOpenPath(path: string): boolean {
  return OPEN.includes(path)
}
