/** Its own file: the list looks for the mirror's data before the mirror's code is loaded. */
export const mirrorKey = ['workflows', 'mirror'] as const
