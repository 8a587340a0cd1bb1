// Actions that set a state: `POST /orders/{id}/cancel`, `POST /users/{id}:activate`, `PUT` and `DELETE` of `/gists/{id}/star`.
import type { Json, JsonObject, Method } from '@mockgen/runtime'
import { own } from '../pointers.js'
import { bind } from './bindings.js'
import { compatible } from './envelopes.js'
import type { Group } from './group.js'
import { type Decision, describeKey, refuse } from './infer.js'
import { nounsOf } from './keys.js'
import { type Operation, pathParameters, queryParameters } from './operations.js'
import { lastParameter, pathAbove, shapeOf, withoutEnding } from './paths.js'
import { findOutput, type Subject } from './record-places.js'
import { answerOf, type Role } from './roles.js'
import { isOpenObject, isUnconstrained, type Schemas, type SchemaView } from './schema-view.js'
import { type StateWords, stateWords } from './state-words.js'
import { compact } from './words.js'

/** What may be such actions: operations that nothing is declared about, and what was decided about all others. */
export interface StateActionInput {
  readonly operations: readonly Operation[]
  readonly groups: readonly Group[]
  readonly decisions: readonly Decision[]
}

/**
 * Decides about actions on items of collections that are kept. One is bound where a property of the record has a value that the
 * action's name plainly means, the answer is the record or has no body, and the request must bring nothing but properties of
 * the record; a comment that it may bring is not kept. Repeating it changes nothing and is no error.
 */
export function decideStateActions(schemas: Schemas, input: StateActionInput): readonly Decision[] {
  const items = itemsOf(input)
  const places = new Map(input.operations.map((operation) => [operation.id, placeOf(operation.path)]))
  const decideFor = (methods: readonly Method[], isUndone: boolean) => (operation: Operation) => {
    const place = places.get(operation.id)
    const item = place && items.get(shapeOf(place.item))
    if (place === undefined || item === undefined || !methods.includes(operation.method)) return []
    return decide(schemas, operation, place.action, item, isUndone)
  }
  const done = input.operations.flatMap(decideFor(['post', 'put'], false))
  // A DELETE undoes what the PUT beside it does; alone it removes something that is not kept.
  const put = new Set(done.flatMap(({ operation, bound }) => (bound ? shapeOf(operation.path) : [])))
  const beside = input.operations.filter(({ path }) => put.has(shapeOf(path)))
  return [...done, ...beside.flatMap(decideFor(['delete'], true))]
}

interface Item {
  readonly subject: Subject
  /** Path of its collection. */
  readonly path: string
}

// `/orders/{id}/cancel` and `/orders/{id}:cancel` are the action `cancel` on the item `/orders/{id}`.
function placeOf(path: string): { readonly item: string; readonly action: string } | undefined {
  const custom = /^(.*\/\{[^{}]+\}):([A-Za-z][\w-]*)$/.exec(path)
  const [, item, action] = custom ?? [
    undefined,
    pathAbove(path),
    /\/([^/{}#?]+)$/.exec(withoutEnding(path))?.[1],
  ]
  if (item === undefined || action === undefined || lastParameter(item) === undefined) return undefined
  return { item, action }
}

// Items of records that one parameter identifies, by the shape of their paths.
function itemsOf({ groups, decisions }: StateActionInput): ReadonlyMap<string, Item> {
  const subjects = new Map(groups.map(({ subject }) => [subject.name, subject]))
  return new Map(
    decisions.flatMap(({ operation: { path }, bound }) => {
      const { facts } = bound ?? {}
      if (facts === undefined || facts.action === 'list' || typeof facts.key !== 'string') return []
      const subject = subjects.get(facts.entity)
      const isItem = lastParameter(path) === facts.key && subject?.leading.length === 0
      return subject !== undefined && isItem
        ? [[shapeOf(path), { subject, path: pathAbove(path) }] as const]
        : []
    }),
  )
}

function decide(
  schemas: Schemas,
  operation: Operation,
  action: string,
  { subject, path }: Item,
  isUndone: boolean,
): readonly Decision[] {
  const what = `an action on items of ${path}`
  const { record } = subject
  const words = stateWords(action, nounsOf(path, record))
  const state = words && stateAfter(schemas, record, isUndone ? undone(words) : words)
  if (state === undefined)
    return [refuse(operation, `${what}, but no property of theirs says what "${action}" would change`)]
  const parameters = pathParameters(operation.path)
  const parameter = parameters.at(-1) ?? ''
  const place: Role = {
    operation,
    action: 'update',
    parameter,
    scope: parameters.slice(0, -1),
    merge: 'merge',
  }
  const sent = sentValues(schemas, operation, record, state)
  const why = whyNot(schemas, place, subject) ?? (typeof sent === 'string' ? sent : undefined)
  if (why !== undefined || typeof sent === 'string') return [refuse(operation, `${what}, but ${why}`)]
  const data: JsonObject = { ...sent, ...state }
  const bound = bind(schemas, { ...place, details: { options: { data }, list: {} } }, subject)
  if (bound.doubt !== undefined) return [refuse(operation, `${what}, but ${bound.doubt}`)]
  const key = describeKey(place, subject, 'named')
  const set = Object.entries(state).map(([name, value]) => `${name} to ${JSON.stringify(value)}`)
  const isComputed = Object.keys(sent).length > 0
  return [
    {
      operation,
      bound,
      // Where a declaration that says the same would stand, for errors of its expressions.
      ...(isComputed && { extras: { declaredAt: `${operation.at.pointer}/x-persistence` } }),
      origin: 'inferred',
      reason: [`item of ${path}`, key, `sets ${set.join(' and ')}`].filter((part) => part).join('; '),
    },
  ]
}

function undone({ on }: StateWords): StateWords {
  return { values: [], on: [], off: on }
}

// What its name says that the record is afterwards; undefined where no property can say that, or several could.
function stateAfter(
  schemas: Schemas,
  record: SchemaView,
  { values, on, off }: StateWords,
): JsonObject | undefined {
  const named: [string, Json][] = []
  const flagged: [string, Json][] = []
  for (const name of record.properties.keys()) {
    const property = schemas.property(record, name)
    if (property === undefined || property.writeOnly) continue
    const value = values.flatMap((word) => valueLike(property, word) ?? [])[0]
    if (value !== undefined) named.push([name, value])
    if (property.type !== 'boolean') continue
    if (isFlag(name, on)) flagged.push([name, true])
    if (isFlag(name, off)) flagged.push([name, false])
  }
  const [only, second] = named.length > 1 ? named.filter(([name]) => /^(?:status|state)$/i.test(name)) : named
  if (named.length > 0 && (only === undefined || second !== undefined)) return undefined
  const state = [...(only ? [only] : []), ...flagged]
  return state.length === 0 ? undefined : Object.fromEntries(state)
}

function valueLike({ enum: known, type }: SchemaView, word: string): Json | undefined {
  if (known === undefined || (type ?? 'string') !== 'string') return undefined
  return known.find((value) => typeof value === 'string' && compact(value) === compact(word))
}

function isFlag(name: string, words: readonly string[]): boolean {
  const [whole, bare] = [compact(name), compact(name).replace(/^is/, '')]
  return words.some((word) => compact(word) === whole || compact(word) === bare)
}

/** What the request sends as templates of the properties of the record; else why it is more than a change of state. */
function sentValues(
  schemas: Schemas,
  operation: Operation,
  record: SchemaView,
  state: JsonObject,
): JsonObject | string {
  if (own(operation.at.value, 'requestBody') === undefined) return {}
  const body = operation.body()
  if (body === undefined) return 'its request is no JSON and no form'
  if (isOpenObject(body) || isUnconstrained(body)) return {}
  const names = [...body.properties.keys()]
  const isKnown = (name: string) =>
    /^[A-Za-z_]\w*$/.test(name) &&
    record.properties.has(name) &&
    compatible(schemas.property(body, name), schemas.property(record, name))
  const other = names.find((name) => !isKnown(name) && body.required.has(name))
  if (other !== undefined) return `its request must have ${other}, which is no property of the record`
  const sent = names.filter((name) => isKnown(name) && !Object.hasOwn(state, name))
  return Object.fromEntries(sent.map((name) => [name, `{{ request.?body.?${name} }}`]))
}

function whyNot(schemas: Schemas, role: Role, subject: Subject): string | undefined {
  if (queryParameters(role.operation).some(({ required }) => required))
    return 'it must be told more in its query'
  const answer = answerOf(role)
  const { found } = findOutput(schemas, answer, subject)
  return found === undefined && answer?.content !== 'none' ? 'it does not answer the record' : undefined
}
