// What changed in the requests and answers of operations; one difference of a schema that many of them use is one change.
import type { Json } from '@mockgen/runtime'
import { child, join, type Located, own, resolve } from '../pointers.js'
import type { Operation, Parameter } from '../read/operations.js'
import type { SchemaView } from '../read/schema-view.js'
import type { MessageChange, ValueChange } from './change.js'
import { type ComparedSides, type CompareSchemas, createComparison } from './compare-schemas.js'
import type { SchemaSide } from './compare-values.js'
import type { OperationPair } from './match-operations.js'

/** Most changes of messages that are told. */
const maxChanges = 2_000

/** The changes of all pairs, requests first. */
export function compareMessages(
  pairs: readonly OperationPair[],
  sides: ComparedSides,
): readonly MessageChange[] {
  const { before, after, same } = sides
  const requests = createComparison(sides, 'request')
  const responses = createComparison(sides, 'response')
  const found = new Map<string, Told>()
  for (const pair of pairs) {
    if (isUntouched(pair)) continue
    for (const told of comparePair(pair)) {
      const key = `${told.kind}\n${told.identity}`
      const known = found.get(key)
      if (known !== undefined) known.operations.push(pair.after.id)
      else if (found.size < maxChanges) found.set(key, { ...told, operations: [pair.after.id] })
    }
  }
  return [...found.values()].map(({ kind, place, pointer, change, operations }) => {
    return { kind, place, pointer, operations: [...new Set(operations)], ...change }
  })

  function isUntouched({ before: from, after: to }: OperationPair): boolean {
    const [olds, news] = [sharedParameters(from, before), sharedParameters(to, after)]
    return from.path === to.path && same.isSame(from.at.value, to.at.value) && same.isSame(olds, news)
  }

  function comparePair({ before: from, after: to }: OperationPair): readonly Finding[] {
    return [
      ...compareParameters(from, to, requests),
      ...compareBodies('request', 'body', { from: from.body(), to: to.body(), of: to }, requests),
      ...compareResponses(from, to),
    ]
  }

  function compareResponses(from: Operation, to: Operation): readonly Finding[] {
    const [olds, news] = [statusesOf(from, before), statusesOf(to, after)]
    return [...new Set([...olds.keys(), ...news.keys()])].flatMap((status) => {
      if (!news.has(status)) return [finding('response', status, to, { what: 'removed' })]
      if (!olds.has(status)) return [finding('response', status, to, { what: 'added', required: false })]
      const schemas = { from: olds.get(status), to: news.get(status), of: to }
      return compareBodies('response', status, schemas, responses)
    })
  }
}

interface Finding {
  readonly kind: 'request' | 'response'
  readonly place: string
  readonly pointer: string
  readonly change: ValueChange
  /** Of two operations, the same for the same difference. */
  readonly identity: string
}

interface Told extends Finding {
  readonly operations: string[]
}

interface Bodies {
  readonly from: SchemaView | undefined
  readonly to: SchemaView | undefined
  readonly of: Operation
}

function compareBodies(
  kind: Finding['kind'],
  place: string,
  { from, to, of }: Bodies,
  compare: CompareSchemas,
): readonly Finding[] {
  if (from === undefined && to === undefined) return []
  if (to === undefined)
    return [{ ...finding(kind, place, of, { what: 'removed' }), identity: `${of.id} ${place} body` }]
  if (from === undefined)
    return [finding(kind, place, of, { what: 'added', required: kind === 'request' && needsBody(of) })]
  return compare(from, to).map(({ pointer, change, identity }) => ({
    kind,
    place,
    pointer,
    change,
    identity,
  }))
}

function needsBody({ at }: Operation): boolean {
  return child(at, 'requestBody')?.value.required === true
}

/** Parameters of a path go by their position, because only their names are the contract's. */
function compareParameters(from: Operation, to: Operation, compare: CompareSchemas): readonly Finding[] {
  const [olds, news] = [byPlace(from), byPlace(to)]
  const gone = [...olds].flatMap(([key, { in: place, name }]) =>
    news.has(key) ? [] : [finding('request', place, to, { what: 'removed' }, join('', name))],
  )
  const others = [...news].flatMap(([key, parameter]) => {
    const { in: place, name, required, schema } = parameter
    const pointer = join('', name)
    const old = olds.get(key)
    if (old === undefined) return [finding('request', place, to, { what: 'added', required }, pointer)]
    const what = required ? 'made-required' : 'made-optional'
    const duty = required === old.required ? [] : [finding('request', place, to, { what }, pointer)]
    if (schema === undefined || old.schema === undefined) return duty
    const inside = compare(old.schema, schema).map(({ pointer: inner, change, identity }) => {
      return {
        kind: 'request',
        place,
        pointer: pointer + inner,
        change,
        identity: `${key} ${identity}`,
      } as const
    })
    return [...duty, ...inside]
  })
  return [...gone, ...others]
}

function byPlace({ parameters, path }: Operation): ReadonlyMap<string, Parameter> {
  const names = [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1])
  const keyOf = ({ in: place, name }: Parameter) =>
    place === 'path' ? `path ${names.indexOf(name)}` : `${place} ${name}`
  return new Map(parameters.map((parameter) => [keyOf(parameter), parameter]))
}

function finding(
  kind: Finding['kind'],
  place: string,
  { id }: Operation,
  change: ValueChange,
  pointer = '',
): Finding {
  return { kind, place, pointer, change, identity: `${id} ${place} ${pointer} ${change.what}` }
}

/** What stands at the path for all of its operations. */
function sharedParameters({ path }: Operation, { document }: SchemaSide): Json | undefined {
  const paths = child({ pointer: '', value: document }, 'paths')
  const item = paths && child(paths, path)
  const resolved = item && resolve(document, item)
  return own(resolved?.value, 'parameters')
}

/** The schemas of JSON answers by status; undefined for an answer without one. */
function statusesOf(
  { at }: Operation,
  { document, schemas }: SchemaSide,
): ReadonlyMap<string, SchemaView | undefined> {
  const responses = child(at, 'responses')
  const found = new Map<string, SchemaView | undefined>()
  for (const status of Object.keys(responses?.value ?? {})) {
    const response = responses && child(responses, status)
    const resolved = response && resolve(document, response)
    const schema = resolved && jsonSchemaOf(resolved)
    found.set(status, schema && schemas.view(schema))
  }
  return found
}

function jsonSchemaOf(response: Located): Located | undefined {
  const content = child(response, 'content')
  const type = Object.keys(content?.value ?? {}).find((name) => /[/+]json(?:$|[\s;])/i.test(name))
  return type === undefined || content === undefined ? undefined : child(content, type, 'schema')
}
