// The next version of a contract: what teams do to theirs, chosen by a seeded generator; the same numbers give the same version.
import type { Json, JsonObject } from '@mockgen/runtime'
import { pick } from '../../runtime/contract/samples/random-choice.js'
import type { Random } from '../../runtime/ids.js'
import { isObject } from '../../runtime/json.js'
import { contractOperations, readAt, withAt } from './contract-edit.js'

/** A version of the contract, and what it changed, for messages. */
export interface Version {
  readonly document: JsonObject
  readonly change: string
}

/** Fewest operations that are left. */
const minOperations = 12

/** Schemas of records and of what requests bring, which change together. */
const families = [
  ['Author', 'NewAuthor'],
  ['Book', 'NewBook', 'BookChanges'],
] as const

/** Properties that neither the key, a constraint nor a list needs. */
const dispensable = /^(biography|pages|added\d+)$/

type Mutation = (document: JsonObject, step: number, random: Random) => Version | undefined

/**
 * Version number `step`. The kinds of change follow each other in turns, so that a few versions have them all; which operation or
 * property is meant, and what it becomes, is chosen. Operations named in `kept` are neither removed nor renamed.
 */
export function mutate(
  document: JsonObject,
  step: number,
  random: Random,
  kept: ReadonlySet<string>,
): Version {
  const mutations = mutationsBut(kept)
  for (let turn = 0; turn < mutations.length; turn++) {
    const version = mutations[(step + turn) % mutations.length]?.(document, step, random)
    if (version !== undefined) return version
  }
  throw new Error('nothing of the contract can be changed any more')
}

function mutationsBut(kept: ReadonlySet<string>): readonly Mutation[] {
  const choosable = (document: JsonObject) => contractOperations(document).filter(({ id }) => !kept.has(id))

  const renameOperation: Mutation = (document, step, random) => {
    const found = choosable(document)
    if (found.length === 0) return undefined
    const { id, at } = pick(found, random)
    const renamed = `${id.replace(/V\d+$/, '')}V${step}`
    return {
      document: withAt(document, [...at, 'operationId'], renamed),
      change: `renames ${id} to ${renamed}`,
    }
  }

  const removeOperation: Mutation = (document, _step, random) => {
    const found = choosable(document)
    if (found.length === 0 || contractOperations(document).length <= minOperations) return undefined
    const { id, at } = pick(found, random)
    return { document: withAt(document, at, undefined), change: `removes ${id}` }
  }

  return [
    removeProperty,
    addOperations,
    renameOperation,
    changeProperty,
    addProperty,
    removeOperation,
    addParameter,
  ]
}

const addOperations: Mutation = (document, step) => {
  const [name, path] = [`Extra${step}`, `/extras${step}`]
  const content = (schema: Json) => ({ content: { 'application/json': { schema } } })
  const schema = { $ref: `#/components/schemas/${name}` }
  const list = { responses: { 200: { description: 'All', ...content({ type: 'array', items: schema }) } } }
  const create = {
    requestBody: content(schema),
    responses: { 201: { description: 'Made', ...content(schema) } },
  }
  const read = {
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    responses: { 200: { description: 'One', ...content(schema) } },
  }
  const properties = { id: { type: 'string', readOnly: true }, label: { type: 'string', maxLength: 50 } }
  const parts: readonly (readonly [readonly string[], Json])[] = [
    [['components', 'schemas', name], { type: 'object', required: ['id', 'label'], properties }],
    [
      ['paths', path],
      { get: { operationId: `list${name}`, ...list }, post: { operationId: `create${name}`, ...create } },
    ],
    [['paths', `${path}/{id}`], { get: { operationId: `get${name}`, ...read } }],
  ]
  const changed = parts.reduce((before, [at, value]) => withAt(before, at, value), document)
  return { document: changed, change: `adds ${path}` }
}

const addProperty: Mutation = (document, step, random) => {
  const family = pick(families, random)
  const isRequired = random() < 0.5
  const schema: Json = pick(
    [{ type: 'string', maxLength: 20 }, { type: 'integer', minimum: 0 }, { type: 'boolean' }],
    random,
  )
  const changed = inFamily(document, family, (before, at, name) => {
    const added = withAt(before, [...at, 'properties', `added${step}`], schema)
    const required = readAt(before, [...at, 'required'])
    // What changes a record never says all of it.
    if (!isRequired || name.endsWith('Changes') || !Array.isArray(required)) return added
    return withAt(added, [...at, 'required'], [...required, `added${step}`])
  })
  return { document: changed, change: `adds ${isRequired ? 'required ' : ''}added${step} to ${family[0]}` }
}

const removeProperty: Mutation = (document, _step, random) => {
  const found = families.flatMap((family) => propertiesOf(document, family).map((name) => ({ family, name })))
  if (found.length === 0) return undefined
  const { family, name } = pick(found, random)
  const changed = inFamily(document, family, (before, at) => {
    const required = readAt(before, [...at, 'required'])
    const without = withAt(before, [...at, 'properties', name], undefined)
    if (!Array.isArray(required)) return without
    return withAt(
      without,
      [...at, 'required'],
      required.filter((one: Json) => one !== name),
    )
  })
  return { document: changed, change: `removes ${name} from ${family[0]}` }
}

const changeProperty: Mutation = (document, step, random) => {
  const found = families.flatMap((family) => propertiesOf(document, family).map((name) => ({ family, name })))
  if (found.length === 0) return undefined
  const { family, name } = pick(found, random)
  const schema: Json = {
    type: ['number', 'string', 'null'],
    description: `As of version ${step} */ // \`\${step}\``,
  }
  const changed = inFamily(document, family, (before, at) =>
    withAt(before, [...at, 'properties', name], schema),
  )
  return { document: changed, change: `changes ${name} of ${family[0]}` }
}

const addParameter: Mutation = (document, step, random) => {
  const { id, at } = pick(contractOperations(document), random)
  const before = readAt(document, [...at, 'parameters'])
  const added = { name: `flag-${step}`, in: 'query', schema: { type: 'boolean' } }
  const parameters: Json = [...(Array.isArray(before) ? before : []), added]
  return {
    document: withAt(document, [...at, 'parameters'], parameters),
    change: `adds ${added.name} to ${id}`,
  }
}

function propertiesOf(document: JsonObject, [name]: readonly [string, ...string[]]): readonly string[] {
  const properties = readAt(document, ['components', 'schemas', name, 'properties'])
  return isObject(properties) ? Object.keys(properties).filter((property) => dispensable.test(property)) : []
}

function inFamily(
  document: JsonObject,
  family: readonly string[],
  change: (document: JsonObject, at: readonly string[], name: string) => JsonObject,
): JsonObject {
  // Examples would contradict what becomes of their schemas.
  return family.reduce((before, name) => {
    const at = ['components', 'schemas', name]
    return change(withAt(before, [...at, 'examples'], undefined), at, name)
  }, document)
}
