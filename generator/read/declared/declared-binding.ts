// One action on one entity as an operation declares it: the role that it has then.
import type { ResponseFacts, StepOptions } from '@mockgen/runtime'
import { own } from '../../pointers.js'
import { type Operation, pathParameters } from '../operations.js'
import { lastParameter } from '../paths.js'
import { type Role, type RoleDetails, withDetails } from '../roles.js'
import {
  type Action,
  type ActionDetails,
  checkBody,
  type DeclaredAction,
  readAction,
} from './declared-action.js'
import type { DeclarationSource } from './declared-entities.js'
import { asTemplates, keyTemplate } from './declared-key-use.js'
import { readDeclaredList } from './declared-lists.js'
import type { Declaration, DeclaredBinding } from './declared-operations.js'
import { readResponse } from './declared-response.js'
import type { Fields } from './fields.js'

/** Reads one action on one entity; undefined when entity or action is wrong, which has been reported. */
export function readBinding(
  source: DeclarationSource,
  fields: Fields,
  declaration: Declaration,
): DeclaredBinding | undefined {
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
  if (declared === undefined) return undefined
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

/** Reads what is declared about a list and an answer, with the options of the action. */
export function readRoleDetails(
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

// Default: the last path parameter, also of `/orders/{id}/cancel`. A change may carry the key in its body instead, as `PUT /pet`
// does, or `PUT /owners/{ownerId}/pet` where `scope` says that the parameter is the owner's.
function keyByPath(
  { problems, singletons }: DeclarationSource,
  fields: Fields,
  operation: Operation,
  { entity, action, options, scope }: DeclaredAction,
): string | undefined {
  if (!keyed.includes(action) || singletons?.has(entity)) return undefined
  if (action === 'update' || action === 'upsert') {
    const found = pathParameters(operation.path).at(-1)
    const isScope = scope?.kind === 'path' && found !== undefined && scope.names.includes(found)
    return isScope ? undefined : found
  }
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
