// Every defence that is code of ours: the exact text that makes it, what stands there without it, and the test that has
// to turn red then. `npm run test:defences` does it one by one; `table.test.ts` holds that each still applies.
import { ASKING } from './asking.mjs'
import { DATA } from './data.mjs'
import { REQUESTS } from './requests.mjs'
import { PAGE, SIGN_IN } from './sign-in.mjs'
import { TOOLS } from './tools.mjs'

export const DEFENCES = [...ASKING, ...SIGN_IN, ...REQUESTS, ...DATA, ...PAGE, ...TOOLS]
