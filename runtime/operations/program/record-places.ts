// Where the results of steps stand in an answer: found by the schemas of its body.
import type { BodyContract, Contract } from '../../contract/contract.js'
import { isObject, type Json, type JsonObject, toPointer } from '../../json.js'

/** Deepest nesting of `allOf` that is looked into. */
const maxDepth = 4

/**
 * Pointer of the place for a record with these schemas in a body, or for a list of them: all of it, or one of its properties;
 * undefined when there is none.
 */
export function placeFor(
  contract: Contract,
  body: BodyContract,
  schemas: readonly string[],
  isList: boolean,
): string | undefined {
  const root = contract.resolveSchema(body.pointer === undefined ? undefined : { $ref: body.pointer })
  const own = schemas.map((schema) => contract.resolveSchema({ $ref: schema }))
  const holds = (schema: JsonObject | undefined): boolean => {
    const shown = isList ? itemsOf(contract, schema) : schema
    return shown !== undefined && own.includes(shown)
  }
  if (holds(root)) return ''
  const name = propertiesOf(contract, root).find(([, schema]) => holds(contract.resolveSchema(schema)))?.[0]
  return name === undefined ? undefined : toPointer([name])
}

/** True when the body's schema names the property. */
export function hasProperty(contract: Contract, { pointer }: BodyContract, name: string): boolean {
  return pointer !== undefined && contract.shape({ schemas: [pointer] }).property(name) !== undefined
}

function itemsOf(contract: Contract, schema: JsonObject | undefined): JsonObject | undefined {
  return contract.resolveSchema(schema?.items)
}

function propertiesOf(
  contract: Contract,
  schema: JsonObject | undefined,
  depth = 0,
): readonly (readonly [string, Json])[] {
  if (schema === undefined || depth > maxDepth) return []
  const own = isObject(schema.properties) ? Object.entries(schema.properties) : []
  const parts = Array.isArray(schema.allOf) ? schema.allOf : []
  return [
    ...own,
    ...parts.flatMap((part: Json) => propertiesOf(contract, contract.resolveSchema(part), depth + 1)),
  ]
}
