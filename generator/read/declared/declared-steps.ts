// The steps of an atomic unit: what is done to which entity, in order, under which name, when, and for each of what.
import type { Template } from '@mockgen/runtime'
import { join, type Located } from '../../pointers.js'
import { isIdentifier } from '../normalise/normalise-expressions.js'
import type { Operation } from '../operations.js'
import { type Action, actionKeys, checkBody, type DeclaredAction, readAction } from './declared-action.js'
import type { DeclarationSource } from './declared-entities.js'
import { type Named, readOrder } from './declared-lists.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { hasExpression } from './templates.js'

/** A step that was understood. */
export interface DeclaredStep extends DeclaredAction {
  readonly as?: string
  readonly when?: string
  readonly forEach?: Template
  readonly sort?: readonly Named[]
  readonly limit?: number
}

/** Most steps of one unit. */
const maxSteps = 100
/** Most records that a list in a step answers; the runtime's largest page. */
const maxLimit = 1000

/** Keys of a step besides those of its action. */
export const stepKeys = ['as', 'when', 'forEach', 'entity', 'action', 'sort', 'limit'] as const

/** Reads `operations: [ … ]`; a step that is wrong is reported and left out. */
export function readSteps(
  source: DeclarationSource,
  fields: Fields,
  operation: Operation,
): readonly DeclaredStep[] {
  const { problems } = source
  const pointer = fields.pointer('operations')
  const list = fields.objects('operations')
  if (list?.length === 0 || (list !== undefined && list.length > maxSteps)) {
    reportValue(pointer, 'operations', `1 to ${maxSteps} steps`, list.length, problems)
    return []
  }
  const taken = new Set<string>()
  return (list ?? []).flatMap((at) => readStep(source, at, operation, taken) ?? [])
}

function readStep(
  source: DeclarationSource,
  at: Located,
  operation: Operation,
  taken: Set<string>,
): DeclaredStep | undefined {
  const { problems } = source
  const fields = openFields(at, { known: [...stepKeys, ...actionKeys] }, problems)
  const as = readName(source, fields, taken)
  const when = fields.text('when')
  const forEach = readForEach(fields, 'forEach', problems)
  const sort = readOrder(fields)
  const limit = fields.number('limit', { least: 1, most: maxLimit, whole: true })
  const action = readAction(source, fields, operation)
  if (action === undefined) return undefined
  checkKey(source, fields, action)
  if (forEach === undefined) checkBody(source, fields, operation, action)
  return {
    ...action,
    ...(as !== undefined && { as }),
    ...(when !== undefined && { when }),
    ...(forEach !== undefined && { forEach }),
    ...(sort && { sort }),
    ...(limit !== undefined && { limit }),
  }
}

/** Reads what a step or a batch is done for: a template of a list, or the list itself. */
export function readForEach(
  fields: Fields,
  name: string,
  problems: DeclarationSource['problems'],
): Template | undefined {
  const value = fields.value(name)
  if (value === undefined || Array.isArray(value)) return value
  if (typeof value === 'string' && hasExpression(value)) return value
  reportValue(fields.pointer(name), name, 'a list, or an expression whose value is one', value, problems)
  return undefined
}

const keyed: readonly Action[] = ['read', 'update', 'upsert', 'delete']

/** Reports a step or a batch that does not say which record it is about. */
export function checkKey(
  { problems }: DeclarationSource,
  fields: Fields,
  { action, key, options }: DeclaredAction,
): void {
  if (!keyed.includes(action) || key !== undefined || fields.value('key') !== undefined) return
  if (options.where !== undefined) return
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: fields.pointer('action'),
    message: `a step that does ${action} must say which record is meant`,
    remedy: `write key: '{{ … }}', or where: for ${action === 'delete' ? 'all records' : 'the first record'} that it selects`,
  })
}

/** Names that expressions know already. */
const builtInNames: ReadonlySet<string> = new Set(
  (
    'request current entity entities total hasMore limit offset counts deleted steps id item index session now ' +
    'timestamp env'
  ).split(' '),
)

function readName({ problems }: DeclarationSource, fields: Fields, taken: Set<string>): string | undefined {
  const name = fields.text('as')
  if (name === undefined) return undefined
  const wrong =
    !/^[A-Za-z]/.test(name) || !isIdentifier(name)
      ? [
          `"${name}" is no name that expressions can use`,
          'begin with a letter, use letters, digits and "_", and no word of the language',
        ]
      : builtInNames.has(name)
        ? [`"${name}" has a meaning of its own in expressions`, 'choose another name']
        : taken.has(name)
          ? [`two steps are called "${name}"`, 'choose another name']
          : undefined
  if (wrong === undefined) {
    taken.add(name)
    return name
  }
  const [message = '', remedy = ''] = wrong
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: fields.pointer('as'), message, remedy })
  // Later expressions mean this step all the same, and are no mistake of their own.
  return isIdentifier(name) ? name : undefined
}

/** The pointer of something below a step. */
export function below({ at }: { readonly at: Located }, ...tokens: readonly (string | number)[]): string {
  return join(at.pointer, ...tokens)
}
