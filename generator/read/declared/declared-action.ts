// One action on one entity as an operation, a rule or a step declares it: the keys that all three have in common.
import type { Merge, StepFacts, StepOptions, Template } from '@mockgen/runtime'
import type { Located } from '../../pointers.js'
import { whyNoName } from '../names.js'
import type { Operation } from '../operations.js'
import type { DeclarationSource } from './declared-entities.js'
import { type Hoisted, readHoisted } from './declared-hoisted.js'
import { type KeyUse, readKeyUse, readScopeUse, type ScopeUse } from './declared-key-use.js'
import { readLock } from './declared-lock.js'
import { readTtl } from './declared-ttl.js'
import { readChecks } from './declared-validate.js'
import { readWhere } from './declared-where.js'
import type { Fields } from './fields.js'

export type Action = StepFacts['action']

export const actions = ['create', 'read', 'update', 'delete', 'list', 'count', 'upsert'] as const

/** Keys of one action besides `entity` and `action`. */
export const actionKeys = [
  ...[
    'key',
    'scope',
    'merge',
    'data',
    'validate',
    'relationships',
    'ttl',
    'generateKey',
    'lock',
    'where',
    'by',
  ],
] as const

/** An action that was understood. */
export interface DeclaredAction {
  /** The object that declares it. */
  readonly at: Located
  readonly entity: string
  readonly action: Action
  readonly key: KeyUse | undefined
  readonly scope: ScopeUse | undefined
  /** What is declared besides, without the key and the scope. */
  readonly options: StepOptions
  readonly by?: string
  /** What holds for the entity as a whole. */
  readonly hoisted: Hoisted
}

/** Details of an action whose entity and action something else knows. */
export type ActionDetails = Omit<DeclaredAction, 'entity' | 'action'>

/**
 * Reads `entity`, `action` and what belongs to them; undefined when one is missing or wrong, which has been reported. The rest
 * is read even so, and what is wrong in it reported.
 */
export function readAction(
  source: DeclarationSource,
  fields: Fields,
  operation: Operation,
): DeclaredAction | undefined {
  reportMissing(fields, source.problems)
  const entity = readEntityName(source, fields)
  const action = readActionName(fields)
  const details = readDetails(source, fields, operation, action)
  return entity === undefined || action === undefined ? undefined : { entity, action, ...details }
}

/** Reads everything but entity and action. `action` is undefined where it is not known, and nothing is refused for it. */
export function readDetails(
  source: DeclarationSource,
  fields: Fields,
  operation: Operation,
  action: Action | undefined,
): ActionDetails {
  const { problems } = source
  if (action !== undefined) refuseOthers(source, fields, action)
  const merge = fields.choice('merge', merges)
  const data = readData(fields, merge)
  const checks = readChecks(fields, action === undefined || stores(action), problems)
  const lock = readLock(fields, problems)
  const where = readWhere(fields.at, problems)
  const ttl = readTtl(fields, problems)
  const by = action === 'count' ? fields.text('by') : undefined
  const key = readKeyUse(source, fields, operation, action)
  const scope = readScopeUse(source, fields, operation)
  const options: StepOptions = {
    ...(data !== undefined && { data }),
    ...(merge !== undefined && { merge }),
    ...(checks.facts.length > 0 && { validate: checks.facts }),
    ...(lock !== undefined && { lock }),
    ...(where !== undefined && { where }),
    ...(ttl !== undefined && { ttl }),
  }
  return {
    at: fields.at,
    key,
    scope,
    options,
    ...(by !== undefined && { by }),
    hoisted: readHoisted(fields, { key, options, unique: checks.unique }, problems),
  }
}

/** True for an action that stores what a request or a template says. */
export function stores(action: Action): boolean {
  return action === 'create' || action === 'update' || action === 'upsert'
}

/** True for an action after which records are not as they were. */
export function writes(action: Action): boolean {
  return stores(action) || action === 'delete'
}

/** Reports an action that stores, but has nothing to store: no body, no `data`, no items. */
export function checkBody(
  { problems }: DeclarationSource,
  fields: Fields,
  operation: Operation,
  { action, options }: DeclaredAction,
): void {
  if (!stores(action) || options.data !== undefined || fields.value('data') !== undefined) return
  if (operation.body() !== undefined) return
  const message = `the action ${action} needs a request body with a schema, in JSON or a form, or data`
  const remedy = 'declare the request body, write data:, or declare another action'
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('action'), message, remedy })
}

const merges: readonly Merge[] = ['replace', 'merge', 'deep', 'merge-patch', 'json-patch']

function readEntityName({ problems }: DeclarationSource, fields: Fields): string | undefined {
  const entity = fields.text('entity')
  const misnamed = entity === undefined ? undefined : whyNoName(entity)
  if (misnamed === undefined) return entity
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('entity'), ...misnamed })
  return undefined
}

function readActionName(fields: Fields): Action | undefined {
  return fields.choice('action', actions, 'MOCKGEN_UNKNOWN_ACTION')
}

// What is missing is one mistake, and told in one sentence.
function reportMissing(fields: Fields, problems: DeclarationSource['problems']): void {
  const missing = ['entity', 'action'].filter((name) => fields.value(name) === undefined)
  if (missing.length === 0) return
  const { pointer } = fields.at
  const what = pointer.endsWith('/x-persistence') ? 'x-persistence' : 'the step'
  const message = `${what} has no ${missing.join(' and no ')}`
  const remedy = `write ${missing.map((name) => `${name}:`).join(' and ')}`
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy })
}

// Which keys say something about which actions; a key that is not here says something about all.
const meant: Readonly<Record<string, readonly Action[]>> = {
  merge: ['update', 'upsert'],
  data: ['create', 'update', 'upsert'],
  relationships: ['create', 'update', 'upsert'],
  ttl: ['create', 'update', 'upsert'],
  generateKey: ['create', 'upsert'],
  lock: ['update', 'upsert', 'delete'],
  validate: ['create', 'read', 'update', 'upsert', 'delete'],
  where: ['read', 'update', 'delete', 'list', 'count'],
  by: ['count'],
  sort: ['list'],
  limit: ['list'],
  pagination: ['list'],
  search: ['list'],
  expand: ['read', 'list'],
}

function refuseOthers({ problems }: DeclarationSource, fields: Fields, action: Action): void {
  for (const name of Object.keys(fields.at.value)) {
    const those = Object.hasOwn(meant, name) ? meant[name] : undefined
    if (those === undefined || those.includes(action)) continue
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: fields.pointer(name),
      message: `${name} has no meaning for the action ${action}, only for ${those.join(', ')}`,
      remedy: `leave ${name} out`,
    })
  }
}

// What is stored is an object, or one expression whose value is an object; a JSON Patch is a list.
function readData(fields: Fields, merge: Merge | undefined): Template | undefined {
  const value = fields.value('data')
  if (value === undefined || (Array.isArray(value) && merge === 'json-patch')) return value
  if (typeof value === 'string' && /^\s*\{\{[\s\S]*\}\}\s*$/.test(value)) return value
  return fields.object('data')?.value
}
