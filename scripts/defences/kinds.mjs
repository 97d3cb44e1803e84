// Where the test of a defence runs: the project of vitest, its file, and a part of its name that no other test there has.

export const inUnit = (file, name) => ({ project: 'unit', file, name })
export const inStory = (file, name) => ({ project: 'story', file, name })
export const inDatabase = (file, name) => ({ project: 'sqlite', file, name })

/** A file of the gateway, where most defences stand. */
export const gateway = (file) => `server/gateway/${file}`
