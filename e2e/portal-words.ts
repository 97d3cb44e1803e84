import { PEOPLE } from '#server/sandbox/access/people.ts'
import { DOCUMENT_CLASSES, NAMED_TEMPLATES } from '#server/sandbox/portal/catalogue.ts'
import { SUBJECTS } from '#server/sandbox/portal/names.ts'

import { REASON } from './screen-kit.ts'

/** What the sandbox's portal and its operators say: on a page of any language it stands as it came. */
export const PORTAL_WORDS: readonly string[] = [
  REASON,
  // Views that an operator has named.
  'Stuck, but for approvals',
  'Mine',
  ...NAMED_TEMPLATES.map(({ name }) => name),
  ...SUBJECTS,
  ...PEOPLE.flatMap(({ firstName, lastName }) => [`${firstName} ${lastName}`, firstName, lastName]),
  ...DOCUMENT_CLASSES.flatMap(({ entity, moduleId }) => [entity, ...(moduleId === '' ? [] : [moduleId])]),
].toSorted((a, b) => b.length - a.length)
