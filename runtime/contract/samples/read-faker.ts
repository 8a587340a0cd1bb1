// Reads `x-faker` of a schema: the kind of made-up data that a document asks for.
import { fakerFunction, fakerNames } from '../../faker-names.js'
import { isObject, type Json } from '../../json.js'
import type { FakerCall } from '../schemas/schema.js'

/** The kind that picks one of the values that are given to it; the only one that needs no faker. */
export const arrayElement = 'helpers.arrayElement'

/** Names that faker gave up, and documents still use. */
const formerNames: ReadonlyMap<string, string> = new Map([
  ['random.arrayElement', arrayElement],
  ['random.uuid', 'string.uuid'],
  ['datatype.uuid', 'string.uuid'],
  ['random.word', 'lorem.word'],
  ['random.words', 'lorem.words'],
  ['random.number', 'number.int'],
  ['datatype.number', 'number.int'],
  ['datatype.float', 'number.float'],
  ['random.boolean', 'datatype.boolean'],
  ['internet.userName', 'internet.username'],
  ['phone.phoneNumber', 'phone.number'],
  ['name.findName', 'person.fullName'],
  ['company.companyName', 'company.name'],
])
/** Modules that faker renamed. */
const formerModules: ReadonlyMap<string, string> = new Map([
  ['name', 'person'],
  ['address', 'location'],
])

/** The names that `x-faker` may hold. */
export const schemaFakerNames: readonly string[] = [...fakerNames, arrayElement]

/**
 * A name (`internet.email`), or an object of one name and the arguments of its function
 * (`{ "number.int": [{ "max": 5 }] }`; what is no list is the only argument). Undefined when it is neither.
 */
export function readFaker(source: Json | undefined): FakerCall | undefined {
  const call = callOf(source)
  const kind = call && currentName(call.kind)
  if (call === undefined || kind === undefined) return undefined
  if (kind !== arrayElement) return { ...call, kind }
  const [values] = call.arguments
  return Array.isArray(values) && values.length > 0 ? { ...call, kind } : undefined
}

/** What is wrong with an `x-faker`, with the name at fault where there is one; undefined when nothing is. */
export function schemaFakerProblem(
  source: Json,
): { readonly name?: string; readonly known: readonly string[] } | undefined {
  if (readFaker(source) !== undefined) return undefined
  const name = callOf(source)?.kind
  return { known: schemaFakerNames, ...(name !== undefined && { name }) }
}

function callOf(source: Json | undefined): FakerCall | undefined {
  if (typeof source === 'string') return { kind: source, arguments: [] }
  if (!isObject(source)) return undefined
  const [entry, ...others] = Object.entries(source)
  if (entry === undefined || others.length > 0) return undefined
  const [kind, given] = entry
  return { kind, arguments: Array.isArray(given) ? given : [given] }
}

function currentName(name: string): string | undefined {
  const renamed = formerNames.get(name)
  if (renamed !== undefined) return renamed
  if (name === arrayElement || fakerFunction(name) !== undefined) return name
  const [module = '', method = ''] = name.split('.')
  const moved = `${formerModules.get(module) ?? module}.${method}`
  return fakerFunction(moved) === undefined ? undefined : moved
}
