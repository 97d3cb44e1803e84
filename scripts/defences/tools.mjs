import { inUnit } from './kinds.mjs'

/** What holds for the source and its packages, found by tools of our own. */
export const TOOLS = [
  {
    name: 'no pattern takes for ever',
    file: 'src/contract/operation-id.ts',
    from: '/^[A-Za-z0-9_-]{8,64}$/',
    to: '/^([A-Za-z0-9_-]+)+$/',
    test: inUnit('scripts/find-slow-patterns.test.ts', 'no pattern of ours takes for ever'),
  },
  {
    name: 'a package has a licence that is allowed',
    file: 'scripts/audit/licences.mjs',
    from: 'return allowed.includes(text.replace(',
    to: 'return text.length > 0 || allowed.includes(text.replace(',
    test: inUnit('scripts/audit/licences.test.ts', 'is refused'),
  },
]
