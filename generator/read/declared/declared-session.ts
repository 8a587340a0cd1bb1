// The record that the credentials of an operation's request name, where a security scheme looks them up.
import type { JsonObject } from '@mockgen/runtime'
import { child, own } from '../../pointers.js'
import type { Operation } from '../operations.js'

/** The entity whose record is `session`. */
export interface FoundSession {
  readonly entity: string
  /** False when the operation also answers requests without credentials, or with others: `session` may be null. */
  readonly always: boolean
}

/** The session of an operation; undefined when none of its security schemes names an entity. */
export function findSession(document: JsonObject, operation: Operation): FoundSession | undefined {
  const security = own(operation.at.value, 'security') ?? document.security
  const alternatives = Array.isArray(security) ? security : []
  const found = alternatives.map((alternative) =>
    Object.keys(Object(alternative)).flatMap((scheme) => entityOf(document, scheme)),
  )
  const [entity] = found.flat()
  if (entity === undefined) return undefined
  return { entity, always: found.every((entities) => entities[0] === entity) }
}

function entityOf(document: JsonObject, scheme: string): readonly string[] {
  const at = child({ pointer: '', value: document }, 'components', 'securitySchemes', scheme, 'x-persistence')
  const entity = at?.value.entity
  return typeof entity === 'string' ? [entity] : []
}
