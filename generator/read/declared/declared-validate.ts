// What must hold before an operation stores anything: `validate`, one object or a list of them.
import type { CheckFacts } from '@mockgen/runtime'
import { isObject, join, type Located, own } from '../../pointers.js'
import type { Problems } from '../problems.js'
import { readConstraints } from './declared-constraints.js'
import { reportNoObject } from './declared-entities.js'
import { readStatus } from './declared-response.js'
import { type Fields, openFields, type Vocabulary } from './fields.js'

const checkVocabulary: Vocabulary = {
  known: ['required', 'unique', 'constraints', 'when', 'status', 'message'],
}

/** A unique constraint that an operation declares, and where. */
export interface DeclaredUnique {
  readonly unique: string | readonly string[]
  readonly pointer: string
}

/** The checks in their order, and what is unique, which holds for the entity. */
export interface DeclaredChecks {
  readonly facts: readonly CheckFacts[]
  readonly unique: readonly DeclaredUnique[]
}

/** Reads the checks of an action. `required` and `constraints` are about data, so only an action that stores may have them. */
export function readChecks(fields: Fields, storing: boolean, problems: Problems): DeclaredChecks {
  if (!Array.isArray(fields.value('validate'))) fields.object('validate')
  const read = checksOf(fields.at, problems).map((at) => readCheck(at, storing, problems))
  return {
    facts: read.flatMap(({ facts }) => (checksSomething(facts) ? [facts] : [])),
    unique: read.flatMap(({ unique }) => unique),
  }
}

// What is unique is checked by the entity; a status or a message alone says nothing.
function checksSomething({ required, constraints, when }: CheckFacts): boolean {
  return required !== undefined || constraints !== undefined || when !== undefined
}

/** The objects of `validate`: the one that stands there, or those of the list; others are left out, or reported. */
export function checksOf(holder: Located, problems?: Problems): readonly Located[] {
  const value = own(holder.value, 'validate')
  const pointer = join(holder.pointer, 'validate')
  if (isObject(value)) return [{ pointer, value }]
  if (!Array.isArray(value)) return []
  return value.flatMap((entry, index) => {
    if (isObject(entry)) return [{ pointer: join(pointer, index), value: entry }]
    if (problems) reportNoObject(String(index), pointer, problems)
    return []
  })
}

function readCheck(
  at: Located,
  storing: boolean,
  problems: Problems,
): { readonly facts: CheckFacts; readonly unique: readonly DeclaredUnique[] } {
  const fields = openFields(at, checkVocabulary, problems)
  const required = fields.texts('required')
  const constraints = [...readConstraints(fields, problems)].map(([name, { keywords }]) => [name, keywords])
  const when = fields.text('when')
  const status = readStatus(fields, 400)
  const message = fields.text('message')
  const unique = fields.textGroups('unique') ?? []
  for (const name of storing ? [] : ['required', 'constraints', 'unique']) {
    if (own(at.value, name) === undefined) continue
    const pointer = fields.pointer(name)
    const text = `${name} is about what is stored, and this action stores nothing`
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message: text, remedy: 'write when: instead' })
  }
  const facts: CheckFacts = {
    ...(required !== undefined && { required }),
    ...(constraints.length > 0 && { constraints: Object.fromEntries(constraints) }),
    ...(when !== undefined && { when }),
    ...(status !== undefined && { status }),
    ...(message !== undefined && { message }),
  }
  return { facts, unique: unique.map((entry, i) => ({ unique: entry, pointer: uniquePointer(fields, i) })) }
}

function uniquePointer(fields: Fields, index: number): string {
  return join(fields.pointer('unique'), index)
}
