import { builtinEnvironments, type Environment } from 'vitest/runtime'

/**
 * The gateway and the sandbox run beside the page in a story, and need Node's own HTTP classes: happy-dom's hide
 * cookies, as a browser does from scripts.
 */
const NODE_CLASSES = [
  'fetch',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'AbortController',
  'AbortSignal',
  'URL',
  'URLSearchParams',
] as const

/** happy-dom for the page, Node for the wire. */
const environment: Environment = {
  ...builtinEnvironments['happy-dom'],
  name: 'page',
  setup: async (global: typeof globalThis, options) => {
    const kept = Object.fromEntries(NODE_CLASSES.map((name) => [name, global[name]]))
    const page = await builtinEnvironments['happy-dom'].setup(global, options)
    Object.assign(global, kept)
    return page
  },
}

// eslint-disable-next-line import/no-default-export -- vitest asks for it
export default environment
