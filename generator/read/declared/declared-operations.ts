// What operations declare about themselves: `x-persistence: false`, an entity and an action, several steps, rules, or details
// of what the contract shows anyway.
import { child, join, type Located, own } from '../../pointers.js'
import type { Operation } from '../operations.js'
import type { Role, RoleDetails } from '../roles.js'
import { type ActionDetails, actionKeys, type DeclaredAction, readDetails } from './declared-action.js'
import { readBinding, readRoleDetails } from './declared-binding.js'
import type { DeclarationSource } from './declared-entities.js'
import { type DeclaredExtras, extraKeys, readExtras } from './declared-extras.js'
import { listKeys } from './declared-lists.js'
import { type DeclaredRule, readRules, readUnit } from './declared-rules.js'
import { type Fields, openFields } from './fields.js'

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

/** What all declarations of operations have. */
export interface Declaration {
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
  return readBinding(source, fields, declaration) ?? reported
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
