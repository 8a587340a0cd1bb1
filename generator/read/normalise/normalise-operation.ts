// Operations in the old vocabulary: one action, steps, or answers of which one applies.

import { storeWhatIsAnswered } from './normalise-answers.js'
import { conditionOf } from './normalise-conditions.js'
import { type ExpressionPlace, member, rewriteTemplate } from './normalise-expressions.js'
import {
  cache,
  errors,
  idempotency,
  pagination,
  readIndexPatterns,
  readPattern,
  relationships,
  validation,
} from './normalise-parts.js'
import { type Context, type Kind, reportTwice } from './normalise-rewrite.js'
import {
  isValue,
  type ListTree,
  mapTexts,
  type ObjectTree,
  objectTree,
  type Tree,
  textOf,
  withValue,
} from './normalise-tree.js'

const response: Kind = { keys: ['status', 'headers', 'body'], names: { status_code: 'status' } }

/** Everything that an action may say, also in a step or a rule. */
const actionKind: Kind = {
  keys: [
    ...[
      'entity',
      'action',
      'key',
      'scope',
      'merge',
      'data',
      'validate',
      'relationships',
      'ttl',
      'generateKey',
    ],
    ...['lock', 'where', 'by', 'pagination', 'sort', 'search', 'expand', 'response', 'cache', 'idempotency'],
    ...['batch', 'operations', 'rules', 'onError', 'errors', 'as', 'when', 'forEach', 'limit', 'indexes'],
    'ttlRefresh',
  ],
  names: {
    entity_name: 'entity',
    key_field: 'key',
    merge_strategy: 'merge',
    validation: 'validate',
    optimistic_lock: 'lock',
    error_handling: 'errors',
    references: 'relationships',
  },
  old: {
    auto_generate_id: 'generateKey',
    rollback_on_error: 'onError',
    atomic: 'atomic',
    transaction: 'transaction',
    batch_operation: 'batch_operation',
    entities: 'operations',
    key_pattern: 'key_pattern',
    body_conditions: 'when',
  },
  conditions: ['when'],
  inside: {
    validate: validation,
    validation,
    relationships,
    lock: {
      keys: ['field', 'expected'],
      names: { version_field: 'field', expected_version: 'expected' },
    },
    pagination,
    response,
    cache,
    idempotency,
    errors,
    batch: { keys: ['items', 'onError'] },
  },
  finish: finishAction,
}

const step: Kind = actionKind

const withSteps: Kind = {
  ...actionKind,
  names: { ...actionKind.names, index_patterns: 'indexes' },
  inside: { ...actionKind.inside, operations: step, entities: step },
}

// One of the `responses` beside a `persistence` block.
const answer: Kind = {
  keys: ['persistence', 'response', 'when'],
  old: { body_conditions: 'when' },
  inside: { persistence: withSteps, response },
  conditions: ['when'],
}

/** An operation: what stands under its x-persistence, or the blocks `persistence` and `responses` as they are. */
export const operation: Kind = {
  ...withSteps,
  old: { ...withSteps.old, persistence: 'persistence', responses: 'rules' },
  inside: { ...withSteps.inside, rules: withSteps, persistence: withSteps, responses: answer },
  finish: finishOperation,
}

function finishOperation(tree: ObjectTree, context: Context): Tree {
  const { persistence, responses, ...rest } = Object.fromEntries(tree.entries)
  const entries = new Map<string, Tree>(Object.entries(rest))
  if (persistence?.kind === 'object') {
    for (const [name, item] of persistence.entries) {
      if (entries.has(name)) reportTwice(item.from, `persistence.${name}`, name, context.problems)
      else entries.set(name, item)
    }
  } else if (persistence) entries.set('persistence', persistence)
  if (responses?.kind !== 'list') {
    if (responses) entries.set('responses', responses)
    return finishAction(objectTree(tree.from, entries), context)
  }
  if (entries.has('response')) reportTwice(responses.from, 'responses', 'response', context.problems)
  return withAnswers(objectTree(tree.from, entries), responses, context)
}

/** What is about the operation as a whole, whichever of its rules applies. */
const extras: readonly string[] = ['cache', 'idempotency', 'errors', 'rules']

// A single answer without a condition is that of the action; several are rules, of which each does what stands beside them
// unless it has a block of its own. An answer of an error keeps nothing.
function withAnswers(action: ObjectTree, responses: ListTree, context: Context): Tree {
  const [only, second] = responses.items
  const own = [...action.entries].filter(([name]) => !extras.includes(name) && name !== 'response')
  const around = [...action.entries].filter(([name]) => extras.includes(name))
  if (only?.kind === 'object' && second === undefined && isPlain(only)) {
    const response = only.entries.get('response')
    const parts = [...own, ...(response ? [['response', response] as const] : []), ...around]
    return finishAction(storeWhatIsAnswered(objectTree(action.from, parts)), context)
  }
  const items = responses.items.map((item) => {
    if (item.kind !== 'object') return item
    const { persistence, ...rest } = Object.fromEntries(item.entries)
    const block = persistence?.kind === 'object' ? [...persistence.entries] : isRefusal(item) ? [] : own
    const answering = objectTree(item.from, [...block, ...Object.entries(rest)])
    return finishAction(storeWhatIsAnswered(answering), context)
  })
  const rules: ListTree = { kind: 'list', from: responses.from, items }
  return finishAction(objectTree(action.from, [...around, ['rules', rules]]), context)
}

function isPlain({ entries }: ObjectTree): boolean {
  return !['persistence', 'when', 'body_conditions'].some((name) => entries.has(name))
}

function isRefusal({ entries }: ObjectTree): boolean {
  const response = entries.get('response')
  const status = response?.kind === 'object' ? response.entries.get('status') : undefined
  return status?.kind === 'value' && typeof status.value === 'number' && status.value >= 400
}

function finishAction(tree: ObjectTree, context: Context): Tree {
  const { atomic, transaction, rollback_on_error, batch_operation, entities, ...rest } = Object.fromEntries(
    tree.entries,
  )
  const { auto_generate_id, key_pattern, body_conditions, indexes, ttlRefresh, ...kept } = rest
  const entries = new Map<string, Tree>(Object.entries(kept))
  if (entities) entries.set('operations', entities)
  const flags = [atomic, transaction, rollback_on_error]
  const refused = flags.find((flag) => isValue(flag, false))
  if (refused && !entries.has('onError')) entries.set('onError', withValue(refused, 'continue'))
  for (const [name, flag] of Object.entries({ atomic, transaction, rollback_on_error, batch_operation })) {
    if (flag && !(flag.kind === 'value' && typeof flag.value === 'boolean')) entries.set(name, flag)
  }
  finishKey(entries, auto_generate_id, key_pattern, context)
  if (body_conditions) entries.set('when', conditionOf(body_conditions, context))
  translateValues(entries)
  contribute(entries, { indexes, ttlRefresh }, tree.from, context)
  return withTexts(objectTree(tree.from, entries), context)
}

function finishKey(
  entries: Map<string, Tree>,
  generated: Tree | undefined,
  pattern: Tree | undefined,
  context: Context,
): void {
  if (generated && isValue(generated, false)) entries.set('generateKey', withValue(generated, 'none'))
  else if (generated && !isValue(generated, true)) entries.set('auto_generate_id', generated)
  const made = pattern && readPattern(pattern, 'key_pattern', context)
  if (made === undefined) return
  const named = textOf(entries.get('key'))
  if (!entries.has('key')) entries.set('key', made)
  else if (named !== undefined && named !== textOf(made)) {
    context.problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: made.from,
      message: `key_pattern ends with {${textOf(made)}}, but the key is ${named}`,
      remedy: 'let both name the same; what counts is the last placeholder',
    })
  }
}

const actionNames: Readonly<Record<string, string>> = { retrieve: 'read' }
const mergeNames: Readonly<Record<string, string>> = {
  deep_merge: 'deep',
  merge_patch: 'merge-patch',
  json_patch: 'json-patch',
}

function translateValues(entries: Map<string, Tree>): void {
  for (const [key, names] of [
    ['action', actionNames],
    ['merge', mergeNames],
  ] as const) {
    const tree = entries.get(key)
    const text = textOf(tree)
    const name = text !== undefined && Object.hasOwn(names, text) ? names[text] : undefined
    if (tree && name !== undefined) entries.set(key, withValue(tree, name))
  }
}

// What an operation says about its entity, and about the store, holds for all of them.
function contribute(
  entries: Map<string, Tree>,
  parts: { readonly indexes: Tree | undefined; readonly ttlRefresh: Tree | undefined },
  from: string,
  context: Context,
): void {
  const entity = textOf(entries.get('entity'))
  for (const [key, tree] of Object.entries(parts)) {
    if (tree === undefined) continue
    if (entity === undefined) entries.set(key, tree)
    else {
      const made = key === 'indexes' ? readIndexPatterns(tree, context) : tree
      context.contributions.push({ entity, key, tree: made, from })
    }
  }
  const errors = entries.get('errors')
  const failing = errors?.kind === 'object' ? errors.entries.get('onConnectionFailure') : undefined
  if (errors?.kind !== 'object' || failing === undefined) return
  context.contributions.push({ entity: undefined, key: 'errors', tree: failing, from })
  const others = [...errors.entries].filter(([name]) => name !== 'onConnectionFailure')
  if (others.length > 0) entries.set('errors', objectTree(errors.from, others))
  else entries.delete('errors')
}

// In an answer the version has been counted already; in what is stored it is what will be.
function withTexts(tree: ObjectTree, context: Context): Tree {
  const { entries } = tree
  const lock = entries.get('lock')
  const locked = lock?.kind === 'object' ? textOf(lock.entries.get('field')) : undefined
  const version = locked ?? context.versionOf(textOf(entries.get('entity')))
  const lists = textOf(entries.get('action')) === 'list'
  const texts = (item: Tree, place: ExpressionPlace) => mapTexts(item, (text) => rewriteTemplate(text, place))
  return objectTree(
    tree.from,
    [...entries].map(([name, item]) => {
      const isAnswer = name === 'response'
      const incremented = isAnswer ? member('entity', version) : `${member('current', version)} + 1`
      const place = { ...context.place, incrementedVersion: incremented, isPage: isAnswer && lists }
      // What the request may leave out is left out of what is stored and answered.
      const isOptional = isAnswer || name === 'data' ? context.operation?.isOptional : undefined
      return [name, texts(item, isOptional ? { ...place, isOptional } : place)] as const
    }),
  )
}
