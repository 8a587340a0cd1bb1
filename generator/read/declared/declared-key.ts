// The key of a declared entity: a property, or several that identify a record together.

import type { Problems } from '../problems.js'
import type { Fields } from './fields.js'

/** A property of the key, and where the declaration names it. */
export interface KeyPart {
  readonly property: string
  readonly pointer: string
}

/** Reads `key: id` or `key: [tenantId, id]`; a list that is empty or repeats a property is reported and left out. */
export function readKeyParts(fields: Fields, problems: Problems): readonly KeyPart[] | undefined {
  const found = fields.textOrTexts('key')
  const pointer = fields.pointer('key')
  if (found === undefined) return undefined
  if (typeof found === 'string') return [{ property: found, pointer }]
  if (found.length === 0) {
    const remedy = 'name the property that identifies a record, or leave key out'
    problems.error({ code: 'MOCKGEN_VALUE', pointer, message: 'the key has no property', remedy })
    return undefined
  }
  const parts = found.map((property, index) => ({ property, pointer: `${pointer}/${index}` }))
  const repeated = parts.filter(({ property }, index) => found.indexOf(property) < index)
  for (const part of repeated) {
    const message = `the key names "${part.property}" twice`
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: part.pointer, message, remedy: 'name it once' })
  }
  return repeated.length === 0 ? parts : undefined
}

/** The last property of a declared key, by which paths know the record; undefined when none is declared. */
export function keyOf(declared: HasKey | undefined): string | undefined {
  return declared?.key?.at(-1)?.property
}

/** The properties of a declared key before the last one. */
export function leadingOf(declared: HasKey | undefined): readonly string[] {
  return (declared?.key ?? []).slice(0, -1).map(({ property }) => property)
}

interface HasKey {
  readonly key: readonly KeyPart[] | undefined
}
