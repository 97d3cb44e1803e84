import type { Person } from './people.ts'

export type Admins = ReturnType<typeof createAdmins>

/** Who administrates the portal at present: rights are given and withdrawn while sessions go on. */
export function createAdmins() {
  const changed = new Map<number, boolean>()
  return {
    /** The person with the rights of now. */
    today: (person: Person): Person => ({ ...person, isAdmin: changed.get(person.id) ?? person.isAdmin }),
    setAdmin: (userId: number, isAdmin: boolean) => void changed.set(userId, isAdmin),
    clear: () => changed.clear(),
  }
}
