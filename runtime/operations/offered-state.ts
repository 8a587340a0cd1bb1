// Whether an operation lets clients set the state of a record, which the record's own schema may call readOnly.
import type { Contract, OperationContract } from '../contract/contract.js'
import type { EntityFacts } from '../facts.js'
import { isObject, type JsonObject, pointerTokens } from '../json.js'

/**
 * The property of the state, where a request schema of the operation offers it at `input` of the body: what a client says
 * there is meant. Undefined where none does.
 */
export function offeredState(
  contract: Contract,
  { requestBodies }: OperationContract,
  { lifecycle }: Pick<EntityFacts, 'lifecycle'>,
  input = '',
): ReadonlySet<string> | undefined {
  if (lifecycle === undefined) return undefined
  const { field } = lifecycle
  const isOffered = requestBodies.some(({ pointer }) => {
    if (pointer === undefined) return false
    const property =
      input === ''
        ? contract.shape({ schemas: [pointer] }).property(field)
        : propertyInside(contract, pointer, input, field)
    return property !== undefined && property.readOnly !== true
  })
  return isOffered ? new Set([field]) : undefined
}

function propertyInside(
  contract: Contract,
  pointer: string,
  input: string,
  field: string,
): JsonObject | undefined {
  return [...pointerTokens(input), field].reduce<JsonObject | undefined>(
    (schema, name) => {
      const { properties } = schema ?? {}
      if (!isObject(properties) || !Object.hasOwn(properties, name)) return undefined
      return contract.resolveSchema(properties[name])
    },
    contract.resolveSchema({ $ref: pointer }),
  )
}
