// Which operations a test cannot call: those whose credentials must name a record.
import type { Json, JsonObject, SecurityFacts } from '@mockgen/runtime'
import type { Operation } from '../../read/operations.js'

/**
 * True for an operation whose first security requirement has a scheme that is looked up: `send` gives credentials of nobody
 * for the first one. Where nobody need prove anything, it gives none.
 */
export function needsRecord(
  operation: Operation,
  document: JsonObject,
  lookedUp: SecurityFacts = {},
): boolean {
  const { security = document.security } = operation.at.value
  if (!Array.isArray(security)) return false
  const requirements = security.map(namesOf)
  const [first = []] = requirements
  const isOptional = requirements.some((names) => names.length === 0)
  return !isOptional && first.some((name) => Object.hasOwn(lookedUp, name))
}

function namesOf(requirement: Json): readonly string[] {
  const isNamed = typeof requirement === 'object' && requirement !== null
  return isNamed ? Object.keys(requirement) : []
}
