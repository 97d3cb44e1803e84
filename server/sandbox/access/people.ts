/** A user of the sandbox's portal. Only administrators may see and end workflows. */
export type Person = {
  id: number
  firstName: string
  lastName: string
  position: string
  isAdmin: boolean
  isActive: boolean
}

const person = (
  id: number,
  firstName: string,
  lastName: string,
  position: string,
  { isAdmin = false, isActive = true } = {},
): Person => ({ id, firstName, lastName, position, isAdmin, isActive })

export const ANNA = person(1, 'Anna', 'Ivanova', 'Portal administrator', { isAdmin: true })
export const PYOTR = person(7, 'Пётр', 'Смирнов', 'Администратор', { isAdmin: true })
export const BORIS = person(12, 'Boris', 'Petrov', 'Sales manager')

/** Who can sign in on the consent page; the first is chosen beforehand. */
export const SIGN_IN_PEOPLE: readonly Person[] = [ANNA, PYOTR, BORIS]

export const PEOPLE: readonly Person[] = [
  ...SIGN_IN_PEOPLE,
  person(3, 'Мария', 'Кузнецова', 'Бухгалтер'),
  person(4, 'John', 'Carter', 'Head of sales'),
  person(5, 'Ольга', 'Соколова', 'Юрист'),
  person(9, 'Elena', 'Popova', 'Purchasing'),
  person(15, 'Дмитрий', 'Лебедев', 'Менеджер по продажам'),
  person(18, 'Sophie', 'Martin', 'Support lead'),
  person(21, 'Алексей', 'Новиков', 'Кладовщик'),
  person(24, 'Ivan', 'Morozov', 'Sales manager'),
  person(27, 'Наталья', 'Волкова', 'HR', { isActive: false }),
  person(33, 'Zoë', 'Łukasiewicz', 'Marketing'),
  person(41, 'Сергей', 'Фёдоров', 'Инженер'),
]

export function findPerson(id: number): Person | null {
  return PEOPLE.find((someone) => someone.id === id) ?? null
}

export function fullName(someone: Person): string {
  return `${someone.firstName} ${someone.lastName}`
}
