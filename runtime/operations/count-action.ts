// How operations answer numbers: how many records there are, by a property's values too, or how many were removed.

import type { BodyContract, Contract } from '../contract/contract.js'
import type { RecordsCount } from '../entities/records.js'
import type { BodyPointer, CountFacts } from '../facts.js'
import type { Reply } from '../http/reply.js'
import { isObject, type Json, type JsonObject, pointerTokens } from '../json.js'
import { type Action, type ActionParts, compileKeyParts, compileScope, successOf } from './action-parts.js'
import { compileJsonAnswer } from './answers.js'
import type { Call } from './behaviour.js'
import { withValueAt } from './json-template.js'
import { statuses } from './record-answers.js'

/** What counted records are called in answers; of several the first. */
export const countedNames = ['count', 'total', 'totalCount', 'total_count', 'number']
/** What removed records are called in answers. */
export const removedNames = [
  'deleted',
  'removed',
  'count',
  'cleaned',
  'cleared',
  'total',
  'deletedCount',
  'removedCount',
]

/** The light path of a count. */
export function compileCount(facts: CountFacts, parts: ActionParts): Action {
  const { entity, by } = facts
  const withZeros = compileZeros(parts, by)
  const answer = compileCounted(facts, parts)
  const scopeOf = compileScope(facts.scope)
  const withKeyParts = compileKeyParts(facts.key, parts.entity)
  return async (call, view) => {
    const { request } = call
    const query = { scope: scopeOf(request), where: withKeyParts(request, {}) }
    return answer(call, withZeros(await view.records(entity).count(query, by)))
  }
}

/** Counts the values of a property, too, that no record has: those that its schema lists, and the states of a lifecycle. */
export function compileZeros(
  { contract, entity }: Pick<ActionParts, 'contract' | 'entity'>,
  by: string | undefined,
): (counted: RecordsCount) => RecordsCount {
  if (by === undefined) return (counted) => counted
  const { lifecycle } = entity
  const listed = contract.shape(entity).property(by)?.enum
  const states =
    lifecycle?.field === by ? [lifecycle.initial, ...lifecycle.transitions.map(({ to }) => to)] : []
  const values = [...(Array.isArray(listed) ? listed : []), ...states].filter(
    (value) => typeof value === 'string',
  )
  const zeros = Object.fromEntries(values.map((value) => [value, 0]))
  return (counted) => ({ ...counted, by: { ...zeros, ...counted.by } })
}

/** The answer with a number, and the numbers by value where the facts say so. */
export function compileCounted(
  { output, counts }: Pick<CountFacts, 'output' | 'counts'>,
  parts: Pick<ActionParts, 'contract' | 'operation' | 'status'>,
): (call: Call, counted: RecordsCount) => Reply {
  const { contract } = parts
  const answer = compileJsonAnswer<RecordsCount>(successOf(parts, statuses.counted), (body) => {
    const places = placesOf(contract, body, output, counts)
    const finish = compileFinish(contract, body)
    return (counted) => JSON.stringify(finish(countedValue(counted, places)))
  })
  return ({ request }, counted) => answer(request.accept, counted)
}

/** The answer about removed records: their number where the contract has a place for it. */
export function compileCleared(
  parts: Pick<ActionParts, 'contract' | 'operation' | 'status'>,
): (call: Call, deleted: number) => Reply {
  const { contract } = parts
  const answer = compileJsonAnswer<number>(successOf(parts, statuses.removed), (body) => {
    const name = numberIn(contract, body, removedNames)
    const finish = compileFinish(contract, body)
    const isNumber = isWholeNumber(bodySchema(contract, body))
    return (deleted) => JSON.stringify(isNumber ? deleted : finish({ [name ?? 'deleted']: deleted }))
  })
  return ({ request }, deleted) => answer(request.accept, deleted)
}

/** Fills what the schema of an answer requires beside what is there, and leaves out what it does not allow. */
export function compileFinish(contract: Contract, body: BodyContract): (value: Json) => Json {
  if (body.pointer === undefined) return (value) => value
  const view = contract.view(body.pointer, '', { schemas: [] })
  return (value) => (isObject(value) && body.validate(value).length > 0 ? view.show(value) : value)
}

interface Places {
  readonly output: readonly string[] | undefined
  readonly counts: readonly string[] | undefined
  /** The numbers that the answer has for values of which there is no record. */
  readonly zeros: JsonObject
}

function placesOf(
  contract: Contract,
  body: BodyContract,
  output: BodyPointer | undefined,
  counts: BodyPointer | undefined,
): Places {
  const total = output ?? (counts === undefined ? '' : undefined)
  const schema = counts === undefined ? undefined : schemaAt(contract, bodySchema(contract, body), counts)
  const properties = isObject(schema?.properties) ? schema.properties : {}
  const names = Object.keys(properties).filter(
    (name) => isWholeNumber(contract.resolveSchema(properties[name])) && `${counts}/${name}` !== output,
  )
  return {
    output: total === undefined ? undefined : pointerTokens(total),
    counts: counts === undefined ? undefined : pointerTokens(counts),
    zeros: Object.fromEntries(names.map((name) => [name, 0])),
  }
}

function countedValue({ total, by = {} }: RecordsCount, { output, counts, zeros }: Places): Json {
  const numbers = counts === undefined ? {} : withValueAt({}, counts, { ...zeros, ...by })
  return output === undefined ? numbers : withValueAt(numbers, output, total)
}

/** The first of the names that is a number in the schema of a body. */
export function numberIn(
  contract: Contract,
  body: BodyContract,
  names: readonly string[],
): string | undefined {
  const shape = contract.shape({ schemas: body.pointer === undefined ? [] : [body.pointer] })
  return names.find((name) => isWholeNumber(shape.property(name)))
}

function bodySchema(contract: Contract, { pointer }: BodyContract): JsonObject | undefined {
  return pointer === undefined ? undefined : contract.resolveSchema({ $ref: pointer })
}

function schemaAt(
  contract: Contract,
  schema: JsonObject | undefined,
  pointer: string,
): JsonObject | undefined {
  return pointerTokens(pointer).reduce<JsonObject | undefined>((found, token) => {
    const properties = isObject(found?.properties) ? found.properties : {}
    return Object.hasOwn(properties, token) ? contract.resolveSchema(properties[token]) : undefined
  }, schema)
}

function isWholeNumber(schema: JsonObject | undefined): boolean {
  const types = Array.isArray(schema?.type) ? schema.type : [schema?.type]
  return types.some((type) => type === 'integer' || type === 'number')
}
