import type { Context } from 'hono'

import type { Caller } from './caller.ts'
import type { Rights } from './rights.ts'

const CALLER = 'caller'

/** Rights that leave on the request who asked, for its line in the log. */
export function noteCallers(rights: Rights): Rights {
  const noted = (find: (c: Context) => Promise<Caller>) => async (c: Context) => {
    const caller = await find(c)
    c.set(CALLER, caller)
    return caller
  }
  return {
    ...rights,
    requireCaller: noted(rights.requireCaller),
    requireReader: noted(rights.requireReader),
  }
}

/** Who asked, as a log may say it: names and tokens stay out. Empty where nobody was found out. */
export function describeCaller(c: Context): { portal?: string; session?: string; operator?: string } {
  const caller = c.get(CALLER) as Caller | undefined
  if (caller === undefined) return {}
  const { portal, session, operator } = caller
  return { portal, session, ...(operator.id === null ? {} : { operator: operator.id }) }
}
