import { gateway, inUnit } from './kinds.mjs'

const hostile = (name) => inUnit(gateway('hostile-requests.test.ts'), name)

/** What a request may hold. */
export const REQUESTS = [
  {
    name: 'an ID has no slash, blank or percent',
    file: 'src/contract/workflow.ts',
    from: '/^[A-Za-z0-9._-]{1,64}$/.test(value)',
    to: '/^[^]{1,64}$/.test(value)',
    test: hostile('is refused as an ID before anything leaves'),
  },
  {
    name: 'an ID is not only dots',
    file: 'src/contract/workflow.ts',
    from: ' && !/^\\.+$/.test(value)',
    to: '',
    test: hostile('is refused as an ID before anything leaves: ...'),
  },
  {
    name: 'users are asked for by number',
    file: gateway('names.ts'),
    from: 'return /^\\d{1,18}$/.test(id) && Number(id) > 0',
    to: "return id !== '0'",
    test: hostile('reaches no other route of the API through the names'),
  },
  {
    name: 'force is true or absent',
    file: gateway('journal/terminate-route.ts'),
    from: "if (force !== undefined && force !== 'true')",
    to: "if (force === 'never')",
    test: hostile('that the API does not document ends nothing'),
  },
  {
    name: 'a parameter is given once',
    file: gateway('journal/terminate-route.ts'),
    from: 'if (values !== undefined && values.length > 1)',
    to: 'if (values !== undefined && values.length > 9)',
    test: hostile('that the API does not document ends nothing'),
  },
  {
    name: 'unknown parameters of a DELETE are refused',
    file: gateway('journal/terminate-route.ts'),
    from: '  if (stranger !== undefined)\n',
    to: "  if (stranger === '')\n",
    test: hostile('that the API does not document ends nothing'),
  },
  {
    name: 'filters of the list are numbers',
    file: gateway('list-route.ts'),
    from: 'if (!/^\\d{1,18}$/.test(value))',
    to: "if (value === ' ')",
    test: hostile('of the list has to be a number'),
  },
  {
    name: 'only the API’s own filters go on',
    file: gateway('list-route.ts'),
    from: '  return query\n}\n\nfunction decode',
    to: '  return { ...given, ...query }\n}\n\nfunction decode',
    test: hostile('nobody knows does not go on to the API'),
  },
  {
    name: 'an operation id is an id',
    file: gateway('journal/terminate-route.ts'),
    from: 'if (!isOperationId(operationId))',
    to: "if (operationId === '')",
    test: hostile('that names an operation is an id or refused'),
  },
  {
    name: 'a reason is a text',
    file: gateway('journal/terminate-route.ts'),
    from: "if (reason?.includes('\\0'))",
    to: "if (reason === '\\0')",
    test: hostile('that the API does not document ends nothing'),
  },
  {
    name: 'a batch has the fields that are known',
    file: gateway('batches/read-new-batch.ts'),
    from: 'if (stranger !== undefined)',
    to: "if (stranger === '')",
    test: hostile('a field that nobody knows begins nothing'),
  },
  {
    name: 'items of a batch are texts',
    file: gateway('batches/read-new-batch.ts'),
    from: "(typeof id === 'string' ? id : '')",
    to: 'String(id)',
    test: hostile('IDs that are objects begins nothing'),
  },
  {
    name: 'a body has a bound',
    file: gateway('body-limits.ts'),
    from: 'const MOST_BODY_BYTES = 64 * 1024',
    to: 'const MOST_BODY_BYTES = 64 * 1024 * 1024',
    test: hostile('over its bound is not read'),
  },
]
