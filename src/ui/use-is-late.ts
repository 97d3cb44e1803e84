import { useEffect, useState } from 'react'

/** False until what is waited for has taken this long, in milliseconds: what comes sooner shows no sign of waiting. */
export function useIsLate(afterMs: number): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return isLate
}
