// What a message says: the record that it is about, where the contract has a place for it, else an example of the contract.
import type { BodyContract, Contract, OutgoingContract } from '../contract/contract.js'
import type { EntitiesFacts } from '../facts.js'
import type { Random } from '../ids.js'
import { isObject, type Json, type JsonObject, pointerTokens } from '../json.js'
import { isFormMediaType, isJsonMediaType } from '../media-types.js'
import type { Change } from './committed.js'

/** The headers and the body of a message, and what its URL lacks. */
export interface Payload {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** What the operation requires of the query, encoded; empty for nothing. */
  readonly query: string
}

/** What a payload is made from. */
export interface PayloadInput {
  readonly changes: readonly Change[]
  /** Instead of everything else. */
  readonly body?: Json | undefined
  readonly random: Random
}

/** Compiles the payload of a callback or webhook. */
export function compilePayload(
  contract: Contract,
  { operation }: OutgoingContract,
  entities: EntitiesFacts,
): (input: PayloadInput) => Payload {
  const declared = operation.requestBodies
  const body = declared.find(({ mediaType }) => isJsonMediaType(mediaType)) ?? declared[0]
  const placeOf = (entity: string) => body && contract.placeIn(body.pointer, entities[entity]?.schemas ?? [])
  const about = (changes: readonly Change[], random: Random): Json | undefined => {
    for (const { entity, action, record } of body === undefined ? [] : changes) {
      const at = placeOf(entity)
      if (at === undefined) continue
      const shown = contract.view(body?.pointer, at, entities[entity] ?? { schemas: [] }).show(record)
      const made = withRecord(body, { at, shown, action, random })
      if (body?.validate(made).length === 0) return made
    }
    return body?.sample(random)
  }
  return ({ changes, body: given, random }) => {
    const { parameters } = operation.sampleRequest(random)
    const { query, headers } = operation.encodeParameters(parameters)
    const text = bodyText(given ?? about(changes, random), body?.mediaType)
    return {
      query,
      headers: {
        ...sendable(headers),
        ...(text !== undefined && { 'content-type': concrete(body?.mediaType) }),
      },
      body: text,
    }
  }
}

interface Placed {
  readonly at: string
  readonly shown: JsonObject
  readonly action: Change['action']
  readonly random: Random
}

function withRecord(body: BodyContract | undefined, { at, shown, action, random }: Placed): Json {
  if (at === '' || body === undefined) return shown
  const envelope = body.sample(random) ?? {}
  const told = isObject(envelope) ? tellAction(envelope, body, action) : envelope
  return replaceAt(told, pointerTokens(at), shown)
}

const words: Readonly<Record<Change['action'], RegExp>> = {
  create: /created?$|added$|new$/i,
  update: /updated?$|changed$|modified$/i,
  delete: /deleted?$|removed$/i,
}

/** Longest name of an event that is made from another one. */
const maxEventName = 200

// The type of an event ends in what happened: `order.created`. A sample names any of them; the one that happened is right where
// the contract allows it.
function tellAction(envelope: JsonObject, body: BodyContract, action: Change['action']): JsonObject {
  const told = Object.entries(envelope).flatMap(([name, value]): [string, Json][] => {
    if (typeof value !== 'string' || value.length > maxEventName) return []
    const said = Object.values(words).find((pattern) => pattern.test(value))
    if (said === undefined || words[action].test(value)) return []
    return endings[action].map((ending): [string, Json] => [name, value.replace(said, ending)])
  })
  const fits = told.find(([name, value]) => body.validate({ ...envelope, [name]: value }).length === 0)
  return fits === undefined ? envelope : { ...envelope, [fits[0]]: fits[1] }
}

const endings: Readonly<Record<Change['action'], readonly string[]>> = {
  create: ['created', 'create', 'CREATED', 'added', 'new'],
  update: ['updated', 'update', 'UPDATED', 'changed', 'modified'],
  delete: ['deleted', 'delete', 'DELETED', 'removed'],
}

function replaceAt(value: Json, [token, ...deeper]: readonly string[], replacement: Json): Json {
  if (token === undefined) return replacement
  const parent = isObject(value) ? value : {}
  const child = Object.hasOwn(parent, token) ? (parent[token] ?? {}) : {}
  return Object.fromEntries([...Object.entries(parent), [token, replaceAt(child, deeper, replacement)]])
}

function bodyText(value: Json | undefined, mediaType = 'application/json'): string | undefined {
  if (value === undefined) return undefined
  if (isFormMediaType(mediaType) && isObject(value)) return formText(value)
  return typeof value === 'string' && !isJsonMediaType(mediaType) ? value : JSON.stringify(value)
}

function formText(form: JsonObject): string {
  const fields = Object.entries(form).map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
  return new URLSearchParams(fields).toString()
}

// What is a form of another kind goes out urlencoded: a message has no files.
function concrete(mediaType = 'application/json'): string {
  if (isFormMediaType(mediaType)) return 'application/x-www-form-urlencoded'
  return mediaType.includes('*') ? 'application/json' : mediaType
}

/** Headers that say where a message goes and how long it is; no contract does. */
const framing: ReadonlySet<string> = new Set(
  'host content-length content-type transfer-encoding connection keep-alive upgrade te trailer expect proxy-authorization'.split(
    ' ',
  ),
)

// Names are tokens and values one line (RFC 9110, section 5): what is none cannot be sent.
function sendable(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] => {
      const isName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !framing.has(name.toLowerCase())
      const isValue = typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
      return isName && isValue ? [[name.toLowerCase(), value]] : []
    }),
  )
}
