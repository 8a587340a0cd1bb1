// Checks what operations declare against the entities: names of properties, what contradicts itself, and every expression.
import { anyShape, describeShape, type Shape } from '@mockgen/runtime/vocabulary'
import { child, isObject, join, type Located, own } from '../../pointers.js'
import { type Action, writes } from '../declared/declared-action.js'
import type { DeclarationSource } from '../declared/declared-entities.js'
import type {
  DeclaredAddition,
  DeclaredBinding,
  DeclaredOperation,
  DeclaredProgram,
} from '../declared/declared-operations.js'
import { findSession } from '../declared/declared-session.js'
import type { DeclaredStep } from '../declared/declared-steps.js'
import type { Decision } from '../infer.js'
import { type Operation, pathParameters } from '../operations.js'
import type { KnownEntities } from '../program-facts.js'
import { checkDeclaredAction } from './check-action.js'
import { checkEntityExpressions, createExpressionChecks, type ExpressionChecks } from './check-expressions.js'
import { checkCursorPlace, checkListNames, checkOrder } from './check-list-names.js'
import {
  actionNames,
  canBeList,
  membersOf,
  namedResult,
  resultNames,
  type Values,
} from './expression-names.js'
import { createShapes, namedShape, nullable, type Shapes } from './expression-shapes.js'

/** All declarations, and what became of them. */
export interface Checking {
  readonly declared: ReadonlyMap<string, DeclaredOperation>
  readonly known: KnownEntities
  readonly decisions: ReadonlyMap<string, Decision>
}

/** What checking one operation needs. */
export interface OneChecking {
  readonly source: DeclarationSource
  readonly shapes: Shapes
  readonly checks: ExpressionChecks
  readonly known: KnownEntities
  readonly operation: Operation
  readonly pathParameters: readonly string[]
}

/** Reports everything that is wrong in the declarations of operations. */
export function checkOperations(source: DeclarationSource, { declared, known, decisions }: Checking): void {
  const shapes = createShapes(source)
  const checks = createExpressionChecks(source, shapes)
  for (const group of known.values()) checkEntityExpressions(source, shapes, group)
  for (const [id, found] of declared) {
    if (found.kind === 'stateless') continue
    const { operation } = found
    const one = { source, shapes, checks, known, operation, pathParameters: pathParameters(operation.path) }
    const names = namesOf(one)
    const decision = decisions.get(id)
    checkCache(source, found, decision)
    if (found.kind === 'program') checkProgram(one, found, names)
    else checkSingle(one, found, names, decision)
  }
}

// What every expression of an operation sees.
function namesOf({ source, shapes, known, operation }: OneChecking): Values {
  const session = findSession(source.document, operation)
  const group = session && known.get(session.entity)
  const record = group && shapes.record(group)
  const env = (source.env ?? []).map((name): [string, Shape] => [name, { kind: 'text' }])
  return new Map<string, Shape>([
    ['request', shapes.request(operation)],
    ['env', namedShape(env)],
    ...(session && record ? [['session', session.always ? record : nullable(record)] as const] : []),
  ])
}

function checkSingle(
  one: OneChecking,
  found: DeclaredBinding | DeclaredAddition,
  names: Values,
  decision: Decision | undefined,
): void {
  const facts = decision?.bound?.facts
  const group = facts && one.known.get(facts.entity)
  if (facts === undefined || group === undefined) {
    if (found.kind === 'addition') checkResponse(one, found.at, names)
    return
  }
  const action: Action = facts.action === 'update' && facts.upsert === true ? 'upsert' : facts.action
  const { declared } = found
  const inside = actionNames(one.shapes, group, action, names)
  checkDeclaredAction(one, { ...declared, entity: facts.entity, action }, group, { outside: names, inside })
  const details = found.kind === 'bound' ? found.role.details : found.details
  if (details) {
    checkListNames(one, details.list, group)
    checkCursorPlace(one, details.list, facts)
  }
  checkResponse(one, found.at, resultNames(one.shapes, group, action, inside))
}

function checkProgram(one: OneChecking, { rules }: DeclaredProgram, names: Values): void {
  for (const rule of rules) {
    const { checks } = one
    if (rule.when !== undefined) checks.condition(rule.when, join(rule.pointer, 'when'), { names })
    let seen = names
    for (const step of rule.steps) {
      const group = one.known.get(step.entity)
      if (group === undefined) continue
      const item = step.forEach === undefined ? undefined : checkForEach(one, step, seen)
      const here: Values =
        item === undefined ? seen : new Map([...seen, ['item', item], ['index', { kind: 'number' } as const]])
      if (step.when !== undefined) checks.condition(step.when, join(step.at.pointer, 'when'), { names: here })
      const inside = actionNames(one.shapes, group, step.action, here)
      checkDeclaredAction(one, step, group, { outside: here, inside })
      const after = resultNames(one.shapes, group, step.action, inside)
      const results = [...after].filter(([name]) => name !== 'item' && name !== 'index')
      checkOrder(one, step.sort, group)
      // A name that has a meaning of its own keeps it.
      seen = new Map([...namedResult(one.shapes, step, group), ...results])
    }
    const all = new Map<string, Shape>([...seen, ['steps', { kind: 'list', items: () => anyShape }]])
    checkResponse(one, rule.responseAt, all)
  }
}

// What a step is done for must be a list; the type of its members.
function checkForEach(one: OneChecking, { forEach = null, at }: DeclaredStep, names: Values): Shape {
  const isBatch = own(at.value, 'batch') !== undefined
  const pointer = isBatch ? join(at.pointer, 'batch', 'items') : join(at.pointer, 'forEach')
  const shape = one.checks.template(forEach, pointer, { names, pathParameters: one.pathParameters })
  if (canBeList(shape)) return membersOf(shape)
  one.source.problems.error({
    code: 'MOCKGEN_EXPRESSION',
    pointer,
    message: `what the step is done for each of is ${describeShape(shape)}, no list`,
    remedy: 'write an expression whose value is a list',
  })
  return anyShape
}

function checkResponse(one: OneChecking, holder: Located, names: Values): void {
  const at = child(holder, 'response')
  const place = { names, pathParameters: one.pathParameters }
  const { body, headers } = at?.value ?? {}
  if (at === undefined) return
  checkStatus(one, at)
  if (body !== undefined) one.checks.template(body, join(at.pointer, 'body'), place)
  if (headers !== undefined) one.checks.template(headers, join(at.pointer, 'headers'), place)
}

// An answer that the contract does not have is none that its clients understand.
function checkStatus({ source, operation }: OneChecking, { value: { status }, pointer }: Located): void {
  // What is no status at all has been reported.
  if (typeof status !== 'number' || status < 200 || status > 599) return
  const responses = own(operation.at.value, 'responses')
  const declared = isObject(responses) ? Object.keys(responses) : []
  const fits = (name: string) =>
    [String(status), `${Math.floor(status / 100)}xx`, 'default'].includes(name.toLowerCase())
  if (declared.length === 0 || declared.some(fits)) return
  source.problems.warn({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'status'),
    message: `the contract declares no answer of the status ${status} for ${operation.id}`,
    remedy: `it declares ${declared.join(', ')}; declare ${status} as well, or answer one of them`,
  })
}

// An answer may be given again only where nothing is done for it.
function checkCache(
  { problems }: DeclarationSource,
  { extras, pointer }: Exclude<DeclaredOperation, { kind: 'stateless' }>,
  decision: Decision | undefined,
): void {
  const { bound, program } = decision ?? {}
  const steps = program?.rules.flatMap((rule) => rule.steps) ?? []
  const writing = [...(bound ? [bound.facts] : []), ...steps].find(({ action }) => writes(action))
  if (!extras.cache || writing === undefined) return
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(pointer, 'cache'),
    message: `the operation does ${writing.action}, so its answers cannot be given again from a cache`,
    remedy: 'leave cache out, or write it where records are read',
  })
}
