// Checks names of properties in the declarations of operations.
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { Group } from '../group.js'
import type { OneChecking } from './check-operations.js'

/**
 * Reports a name that is no property of the entity, or, with `scalar`, one that holds a list or an object. True when the name
 * is one, or nothing is known of its records.
 */
export function reportNoProperty(
  { source, shapes }: Pick<OneChecking, 'source' | 'shapes'>,
  group: Group,
  name: string,
  pointer: string,
  scalar = false,
): boolean {
  const record = shapes.record(group)
  const shape = record.property(name)
  const { problems } = source
  const entity = group.subject.name
  if (shape === undefined && record.isOpen) return true
  if (shape === undefined) {
    const meant = didYouMean(name, record.names())
    problems.error({
      code: 'MOCKGEN_UNKNOWN_PROPERTY',
      pointer,
      message: `${entity} has no property "${name}"`,
      remedy: meant ? `did you mean ${meant}?` : `it has ${record.names().join(', ')}`,
    })
    return false
  }
  if (!scalar || (shape.kind !== 'list' && shape.kind !== 'object')) return true
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer,
    message: `${name} of ${entity} is ${shape.kind === 'list' ? 'a list' : 'an object'}, which has no order`,
    remedy: 'name a property that is text, a number, true or false',
  })
  return false
}
