import { Hono } from 'hono'

import type { NameReader } from './names.ts'
import type { Rights } from './rights.ts'

/** More ids than the rows of a page can name; what is over is simply not named. */
const MOST_IDS = 200

/** `GET /api/names?users=1,2&templates=713&documents=DEAL_5`: the names that are known, by id. */
export function createNamesRoute(rights: Rights, readNames: NameReader): Hono {
  return new Hono().get('/api/names', async (c) => {
    const caller = await rights.requireReader(c)
    const names = await readNames(caller, {
      users: splitIds(c.req.query('users')),
      templates: splitIds(c.req.query('templates')),
      documents: splitIds(c.req.query('documents')),
    })
    return c.json({ success: true, data: names })
  })
}

function splitIds(text: string | undefined): string[] {
  return (text ?? '').split(',').slice(0, MOST_IDS)
}
