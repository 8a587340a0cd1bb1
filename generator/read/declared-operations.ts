// What operations declare about themselves: `x-persistence: false`, or the entity and the action.
import { child, join, own } from '../pointers.js'
import type { DeclarationSource } from './declared-entities.js'
import { readKeyParts } from './declared-key.js'
import { readPagingDefaults } from './declared-root.js'
import { type Fields, openFields, type Vocabulary } from './fields.js'
import { whyNoName } from './names.js'
import { type Operation, pathParameters } from './operations.js'
import { lastParameter } from './paths.js'
import type { Problems } from './problems.js'
import type { Role } from './roles.js'
import { didYouMean } from './words.js'

/** A declaration that was understood; `stateless` also stands for one that was reported. */
export type DeclaredOperation =
  | { readonly kind: 'stateless'; readonly reason: string }
  | {
      readonly kind: 'bound'
      readonly entity: string
      readonly pointer: string
      readonly role: Role
      readonly scoped: boolean
    }

const vocabulary: Vocabulary = {
  known: ['entity', 'action', 'key', 'merge', 'scope', 'pagination'],
  later: [
    ...['data', 'validate', 'relationships', 'ttl', 'lock', 'where', 'sort', 'search', 'response', 'cache'],
    ...['idempotency', 'batch', 'operations', 'rules'],
  ],
}

const actions = ['create', 'read', 'update', 'delete', 'list', 'upsert', 'count'] as const

/** Reads the declarations of all operations, by operationId. */
export function readDeclaredOperations(
  source: DeclarationSource,
  operations: readonly Operation[],
): ReadonlyMap<string, DeclaredOperation> {
  const found = new Map<string, DeclaredOperation>()
  for (const operation of operations) {
    const declared = readDeclaredOperation(source, operation)
    if (declared !== undefined) found.set(operation.id, declared)
  }
  return found
}

function readDeclaredOperation(
  { problems }: DeclarationSource,
  operation: Operation,
): DeclaredOperation | undefined {
  const value = own(operation.at.value, 'x-persistence')
  if (value === undefined) return undefined
  if (value === false) return { kind: 'stateless', reason: 'x-persistence: false' }
  const at = child(operation.at, 'x-persistence')
  if (at === undefined) {
    const pointer = join(operation.at.pointer, 'x-persistence')
    const message = 'x-persistence: expected false or an object'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: 'write entity: and action:' })
    return reported
  }
  return readBinding(openFields(at, vocabulary, problems), operation, problems)
}

const reported: DeclaredOperation = { kind: 'stateless', reason: 'x-persistence is not understood' }

function readBinding(fields: Fields, operation: Operation, problems: Problems): DeclaredOperation {
  const entity = fields.text('entity')
  const action = fields.choice('action', actions)
  const merge = readMerge(fields, problems)
  const { pointer } = fields.at
  for (const name of ['entity', 'action'] as const) {
    // What later parts of the vocabulary stand for says by itself what happens.
    const replaced = fields.at.value.operations !== undefined || fields.at.value.rules !== undefined
    if (fields.at.value[name] !== undefined || replaced) continue
    const message = `x-persistence has no ${name}`
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: `write ${name}:` })
  }
  if (entity === undefined || action === undefined) return reported
  const misnamed = whyNoName(entity)
  if (misnamed !== undefined) {
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('entity'), ...misnamed })
    return reported
  }
  if (action === 'count') {
    const message = 'the action count is not supported yet and has no effect'
    problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('action'), message })
    return { kind: 'stateless', reason: 'x-persistence: count is not supported yet' }
  }
  checkBody(action, operation, fields, problems)
  const named = readKey(fields, operation, problems)
  const parameter = named?.at(-1) ?? keyByPath(action, fields, operation, problems)
  const scope = readScope(fields, operation, problems)
  const paging = readPagingDefaults(fields.object('pagination'), problems)
  const role: Role = {
    operation,
    action: action === 'upsert' ? 'update' : action,
    ...(parameter !== undefined && { parameter }),
    ...(named !== undefined && { named }),
    scope:
      scope ?? pathParameters(operation.path).filter((name) => name !== parameter && !named?.includes(name)),
    ...(merge !== undefined && { merge }),
    ...(action === 'upsert' && { upsert: true }),
    paging,
  }
  return { kind: 'bound', entity, pointer, role, scoped: scope !== undefined }
}

type Action = (typeof actions)[number]

function checkBody(action: Action, operation: Operation, fields: Fields, problems: Problems): void {
  const stores = action === 'create' || action === 'update' || action === 'upsert'
  if (!stores || operation.body() !== undefined) return
  const message = `the action ${action} needs a request body with a schema, in JSON or a form`
  const remedy = 'declare the request body, or another action'
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('action'), message, remedy })
}

function readMerge(fields: Fields, problems: Problems): 'replace' | 'merge' | undefined {
  const merge = fields.choice('merge', ['replace', 'merge', 'deep'])
  if (merge !== 'deep') return merge
  const message = 'merge: deep is not supported yet; objects inside the record are replaced'
  problems.warn({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('merge'), message })
  return 'merge'
}

// The path parameters that hold the key: one, or one for each of its properties.
function readKey(fields: Fields, operation: Operation, problems: Problems): readonly string[] | undefined {
  const parameters = pathParameters(operation.path)
  const parts = readKeyParts(fields, problems)
  const unknown = parts?.filter(({ property }) => !parameters.includes(property)) ?? []
  for (const { property: named, pointer } of unknown) {
    const meant = didYouMean(named, parameters)
    const known = parameters.length > 0 ? `it has ${parameters.join(', ')}` : 'it has none'
    const message = `key "${named}" is no path parameter of ${operation.path}`
    const remedy = meant ? `did you mean ${meant}?` : known
    problems.error({ code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer, message, remedy })
  }
  return unknown.length === 0 ? parts?.map(({ property }) => property) : undefined
}

// Default: the last path parameter. A change may carry the key in its body instead, as `PUT /pet` does.
function keyByPath(
  action: Action,
  fields: Fields,
  operation: Operation,
  problems: Problems,
): string | undefined {
  const parameters = pathParameters(operation.path)
  if (action === 'create' || action === 'list') return undefined
  if (action === 'update' || action === 'upsert') return lastParameter(operation.path)
  const last = parameters.at(-1)
  // What key: says is wrong, and has been reported.
  if (last !== undefined || fields.at.value.key !== undefined) return last
  const message = `the action ${action} needs a path parameter that holds the key; ${operation.path} has none`
  const remedy = 'declare another action, or none'
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('action'), message, remedy })
  return undefined
}

function readScope(fields: Fields, operation: Operation, problems: Problems): readonly string[] | undefined {
  const parameters = pathParameters(operation.path)
  const single = typeof fields.at.value.scope === 'string' ? fields.text('scope') : undefined
  const named = single === undefined ? fields.texts('scope') : [single]
  for (const name of named ?? []) {
    if (parameters.includes(name)) continue
    const meant = didYouMean(name, parameters)
    const message = `scope "${name}" is no path parameter of ${operation.path}`
    const remedy = meant ? `did you mean ${meant}?` : 'name a path parameter'
    problems.error({ code: 'MOCKGEN_UNKNOWN_PROPERTY', pointer: fields.pointer('scope'), message, remedy })
  }
  return named
}
