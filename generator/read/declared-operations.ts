// What operations declare about themselves: `x-persistence: false`, an entity and an action, several steps, rules, or details
// of what the contract shows anyway.
import type { ResponseFacts, StepOptions } from '@mockgen/runtime'
import { child, join, type Located, own } from '../pointers.js'
import {
  type Action,
  type ActionDetails,
  actionKeys,
  checkBody,
  type DeclaredAction,
  readAction,
  readDetails,
} from './declared-action.js'
import type { DeclarationSource } from './declared-entities.js'
import { type DeclaredExtras, extraKeys, readExtras } from './declared-extras.js'
import { asTemplates, keyTemplate } from './declared-key-use.js'
import { listKeys, readDeclaredList } from './declared-lists.js'
import { readResponse } from './declared-response.js'
import { type DeclaredRule, readRules, readUnit } from './declared-rules.js'
import { type Fields, openFields } from './fields.js'
import { type Operation, pathParameters } from './operations.js'
import { lastParameter } from './paths.js'
import { type Role, type RoleDetails, withDetails } from './roles.js'

/** A declaration that was understood; `stateless` also stands for one that was reported. */
export type DeclaredOperation =
  | { readonly kind: 'stateless'; readonly reason: string }
  | DeclaredBinding
  | DeclaredProgram
  | DeclaredAddition

/** One action on one entity. */
export interface DeclaredBinding extends Declaration {
  readonly kind: 'bound'
  readonly entity: string
  readonly pointer: string
  readonly role: Role
  readonly scoped: boolean
  readonly declared: DeclaredAction
}

/** Steps or rules. */
export interface DeclaredProgram extends Declaration {
  readonly kind: 'program'
  readonly pointer: string
  readonly rules: readonly DeclaredRule[]
}

/** Details of whatever inference finds. */
export interface DeclaredAddition extends Declaration {
  readonly kind: 'addition'
  readonly pointer: string
  readonly declared: ActionDetails
  readonly details: RoleDetails
}

interface Declaration {
  readonly at: Located
  readonly operation: Operation
  readonly extras: DeclaredExtras
}

const known = [
  ...['entity', 'action', 'response', 'batch', 'operations', 'onError', 'rules'],
  ...[...actionKeys, ...listKeys, ...extraKeys],
]

// What may stand without entity and action, on top of what inference finds.
const additions: readonly string[] = [
  ...['pagination', 'response', 'lock', 'validate', 'where', 'sort', 'search', 'expand', 'data', 'ttl'],
  ...extraKeys,
]

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
  source: DeclarationSource,
  operation: Operation,
): DeclaredOperation | undefined {
  const { problems } = source
  const value = own(operation.at.value, 'x-persistence')
  if (value === undefined) return undefined
  if (value === false) return { kind: 'stateless', reason: 'x-persistence: false' }
  const at = child(operation.at, 'x-persistence')
  if (at === undefined) {
    const pointer = join(operation.at.pointer, 'x-persistence')
    const message = 'x-persistence: expected false or an object'
    problems.error({ code: 'MOCKGEN_VALUE', pointer, message, remedy: 'write entity: and action:' })
    return reported
  }
  const fields = openFields(at, { known }, problems)
  const declaration = { at, operation, extras: readExtras(fields, operation, problems) }
  const has = (name: string) => own(at.value, name) !== undefined
  if (has('rules') || has('operations') || has('batch')) return readProgram(source, fields, declaration)
  const keys = Object.keys(at.value).filter((key) => !key.startsWith('x-'))
  if (keys.length > 0 && keys.every((key) => additions.includes(key)))
    return readAddition(source, fields, declaration)
  return readBinding(source, fields, declaration)
}

const reported: DeclaredOperation = { kind: 'stateless', reason: 'x-persistence is not understood' }

function readProgram(source: DeclarationSource, fields: Fields, declaration: Declaration): DeclaredOperation {
  const { problems } = source
  const { at, operation } = declaration
  const hasRules = own(at.value, 'rules') !== undefined
  for (const name of Object.keys(at.value)) {
    const meant = name === 'response' || extraKeys.some((key) => key === name) || name.startsWith('x-')
    if (!hasRules || meant || name === 'rules' || !known.includes(name)) continue
    const message = `${name} stands beside rules, which say it for each case`
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: fields.pointer(name),
      message,
      remedy:
        name === 'operations' ? 'write operations: in the rules, or no rules' : `write ${name}: in the rules`,
    })
  }
  for (const name of listKeys) {
    if (hasRules || own(at.value, name) === undefined) continue
    const message = `${name} is about a list of one entity, and here are steps`
    const remedy = 'write it where the action is list'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer(name), message, remedy })
  }
  const rules = hasRules ? readRules(source, fields, operation) : [readUnit(source, fields, operation)]
  return { kind: 'program', pointer: at.pointer, rules, ...declaration }
}

function readAddition(
  source: DeclarationSource,
  fields: Fields,
  declaration: Declaration,
): DeclaredOperation {
  const { operation, at } = declaration
  const declared = readDetails(source, fields, operation, undefined)
  const details = readRoleDetails(source, fields, operation, declared)
  return { kind: 'addition', pointer: at.pointer, declared, details, ...declaration }
}

function readBinding(source: DeclarationSource, fields: Fields, declaration: Declaration): DeclaredOperation {
  const { operation, at } = declaration
  const declared = readAction(source, fields, operation)
  const details = readRoleDetails(source, fields, operation, declared)
  if (own(at.value, 'onError') !== undefined) {
    const message = 'onError is about several steps, and there is one'
    const remedy = 'leave it out, or write operations: or batch:'
    source.problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: fields.pointer('onError'),
      message,
      remedy,
    })
  }
  if (declared === undefined) return reported
  const { action, entity, key, scope } = declared
  checkBody(source, fields, operation, declared)
  const named = key?.kind === 'path' ? key.names : undefined
  const parameter =
    named?.at(-1) ?? (key === undefined ? keyByPath(source, fields, operation, declared) : undefined)
  const isHeld = (name: string) => name === parameter || named?.includes(name) || isInKey(declared, name)
  const role: Role = withDetails(
    {
      operation,
      action: action === 'upsert' ? 'update' : action,
      ...(parameter !== undefined && { parameter }),
      ...(named !== undefined && { named }),
      scope:
        scope?.kind === 'path'
          ? scope.names
          : scope === undefined
            ? pathParameters(operation.path).filter((name) => !isHeld(name))
            : [],
      ...(declared.options.merge !== undefined && { merge: declared.options.merge }),
      ...(action === 'upsert' && { upsert: true }),
    },
    details,
  )
  return {
    kind: 'bound',
    entity,
    pointer: at.pointer,
    role,
    scoped: scope !== undefined,
    declared,
    ...declaration,
  }
}

function readRoleDetails(
  { problems }: DeclarationSource,
  fields: Fields,
  operation: Operation,
  declared: ActionDetails | undefined,
): RoleDetails {
  const list = readDeclaredList(fields, operation, problems)
  const response: ResponseFacts | undefined = readResponse(fields, problems)
  const { merge: _merge, ...options }: StepOptions = declared?.options ?? {}
  const { key, scope, by } = declared ?? {}
  return {
    options: {
      ...(key?.kind === 'templates' && { key: keyTemplate(key.templates) }),
      ...(scope?.kind === 'templates' && { scopeValues: asTemplates(scope) }),
      ...options,
    },
    list,
    ...(response !== undefined && { response }),
    ...(by !== undefined && { by }),
  }
}

// Default: the last path parameter. A change may carry the key in its body instead, as `PUT /pet` does.
function keyByPath(
  { problems }: DeclarationSource,
  fields: Fields,
  operation: Operation,
  { action, options }: DeclaredAction,
): string | undefined {
  if (!keyed.includes(action)) return undefined
  if (action === 'update' || action === 'upsert') return lastParameter(operation.path)
  // Without a key, what `where` selects is meant.
  if (options.where !== undefined) return lastParameter(operation.path)
  const last = pathParameters(operation.path).at(-1)
  // What key: says is wrong, and has been reported.
  if (last !== undefined || fields.value('key') !== undefined) return last
  const message = `the action ${action} needs a path parameter that holds the key; ${operation.path} has none`
  const remedy = "write key: and the name of a parameter, or '{{ … }}'"
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('action'), message, remedy })
  return undefined
}

const keyed: readonly Action[] = ['read', 'update', 'upsert', 'delete']

// What a template of the key reads from the path is no scope besides.
function isInKey({ key }: DeclaredAction, parameter: string): boolean {
  return key?.kind === 'templates' && key.templates.some((template) => template.includes(parameter))
}
