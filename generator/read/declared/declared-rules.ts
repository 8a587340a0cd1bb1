// What an operation does where one entity and one action are not enough: steps, a batch, or rules of which one applies.
import type { ResponseFacts } from '@mockgen/runtime'
import { type Located, own } from '../../pointers.js'
import type { Operation } from '../operations.js'
import { lastParameter } from '../paths.js'
import { actionKeys, checkBody, readAction } from './declared-action.js'
import type { DeclarationSource } from './declared-entities.js'
import { readResponse } from './declared-response.js'
import { checkKey, type DeclaredStep, readForEach, readSteps } from './declared-steps.js'
import { type Fields, openFields, reportValue } from './fields.js'

/** A unit of steps and its answer, under a condition. */
export interface DeclaredRule {
  /** Pointer of the object that declares it. */
  readonly pointer: string
  readonly when?: string
  readonly steps: readonly DeclaredStep[]
  readonly onError?: 'continue'
  readonly response?: ResponseFacts
  /** The object in which the response stands: the rule, or what all rules have in common. */
  readonly responseAt: Located
}

/** Most rules of one operation. */
const maxRules = 100

const ruleKeys: readonly string[] = [
  ...[
    'when',
    'entity',
    'action',
    ...actionKeys,
    'sort',
    'limit',
    'batch',
    'operations',
    'onError',
    'response',
  ],
]

/** Reads `rules: [ … ]`. */
export function readRules(
  source: DeclarationSource,
  fields: Fields,
  operation: Operation,
): readonly DeclaredRule[] {
  const { problems } = source
  const list = fields.objects('rules')
  if (list === undefined) return []
  if (list.length === 0 || list.length > maxRules) {
    reportValue(fields.pointer('rules'), 'rules', `1 to ${maxRules} rules`, list.length, problems)
    return []
  }
  const common = readResponse(fields, problems)
  const always = list.findIndex((rule) => own(rule.value, 'when') === undefined)
  if (always >= 0 && always < list.length - 1) {
    const pointer = list[always + 1]?.pointer ?? fields.pointer('rules')
    const message = 'this rule is never reached: the one before it has no condition'
    problems.warn({
      code: 'MOCKGEN_PERSISTENCE',
      pointer,
      message,
      remedy: 'move the rule without when to the end',
    })
  }
  return list.map((at) => {
    const rule = readUnit(source, openFields(at, { known: ruleKeys }, problems), operation)
    const when = typeof at.value.when === 'string' ? at.value.when : undefined
    if (at.value.when !== undefined && when === undefined)
      reportValue(`${at.pointer}/when`, 'when', 'a condition', at.value.when, problems)
    return {
      ...rule,
      ...(when !== undefined && { when }),
      ...(rule.response === undefined && common !== undefined && { response: common, responseAt: fields.at }),
    }
  })
}

/** Reads what one operation, or one rule, does: its steps, its batch, its single action, or only its answer. */
export function readUnit(source: DeclarationSource, fields: Fields, operation: Operation): DeclaredRule {
  const { problems } = source
  const has = (name: string) => fields.value(name) !== undefined
  const response = readResponse(fields, problems)
  const onError = fields.choice('onError', ['rollback', 'continue'])
  if (has('operations')) refuseBeside(source, fields)
  const steps = has('operations')
    ? readSteps(source, fields, operation)
    : has('entity') || has('action') || has('batch')
      ? readOne(source, fields, operation)
      : []
  if (has('onError') && !has('operations')) {
    const message = 'onError is about several steps, and there is one at most'
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: fields.pointer('onError'),
      message,
      remedy: 'write operations: or batch:, which has an onError of its own',
    })
  }
  const continues = onError === 'continue' || continuesBatch(fields)
  return {
    pointer: fields.at.pointer,
    responseAt: fields.at,
    steps,
    ...(continues && { onError: 'continue' }),
    ...(response !== undefined && { response }),
  }
}

function continuesBatch(fields: Fields): boolean {
  return own(fields.value('batch'), 'onError') === 'continue'
}

// A single action, for each of a batch where there is one.
function readOne(source: DeclarationSource, fields: Fields, operation: Operation): readonly DeclaredStep[] {
  const { problems } = source
  const batch = fields.object('batch')
  const inner = batch && openFields(batch, { known: ['items', 'onError'] }, problems)
  const items = inner && readForEach(inner, 'items', problems)
  inner?.choice('onError', ['rollback', 'continue'])
  if (inner !== undefined && inner.value('items') === undefined) {
    const message = 'the batch does not say of what'
    const remedy = "write items: '{{ request.body }}'"
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: inner.at.pointer, message, remedy })
  }
  const action = readAction(source, fields, operation)
  if (action === undefined) return []
  if (batch !== undefined || lastParameter(operation.path) === undefined) checkKey(source, fields, action)
  if (batch === undefined) checkBody(source, fields, operation, action)
  return [{ ...action, ...(items !== undefined && { forEach: items }) }]
}

// What belongs to one action has no meaning beside several.
function refuseBeside({ problems }: DeclarationSource, fields: Fields): void {
  for (const name of ['entity', 'action', 'batch', 'sort', 'limit', ...actionKeys]) {
    if (fields.value(name) === undefined) continue
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: fields.pointer(name),
      message: `${name} stands beside operations, which say it for each step`,
      remedy: `write ${name}: in the steps`,
    })
  }
}
