// Entities in the old vocabulary: their own keys, and the lists of fields that some mocks describe them by.

import { schemaKeys, vocabulary } from '../declared/vocabulary.js'
import { rewriteTemplate } from './normalise-expressions.js'
import {
  cache,
  constraints,
  readIndexPatterns,
  readPattern,
  relationships,
  validation,
} from './normalise-parts.js'
import { type Context, type Kind, reportTwice } from './normalise-rewrite.js'
import {
  isValue,
  mapTexts,
  type ObjectTree,
  objectTree,
  type Tree,
  textOf,
  withValue,
} from './normalise-tree.js'

const generateField: Kind = { keys: [...vocabulary.generateField, 'type'], finish: finishGenerateField }

const generate: Kind = { keys: vocabulary.generate, inside: { fields: { keys: [], each: generateField } } }

const transition: Kind = { keys: vocabulary.transition, conditions: ['when'] }

const lifecycle: Kind = { keys: vocabulary.lifecycle, inside: { transitions: transition } }

const field: Kind = {
  keys: ['name', 'type', 'required', 'references', 'generate'],
  inside: {
    references: { keys: vocabulary.relationship, names: { resource: 'entity' } },
    generate: generateField,
  },
}

/** An entity, under the root or on its schema. */
export const entity: Kind = {
  keys: [...schemaKeys, 'schema'],
  names: { entity_name: 'entity', key_field: 'key', references: 'relationships' },
  old: {
    auto_generate_id: 'generateKey',
    index_patterns: 'indexes',
    key_pattern: 'key_pattern',
    validation: 'validation',
    fields: 'fields',
  },
  inside: {
    relationships,
    constraints,
    validation,
    cache,
    lifecycle,
    generate,
    timestamps: { keys: vocabulary.timestamps },
    fields: field,
  },
  finish: finishEntity,
}

/** A security scheme. */
export const scheme: Kind = {
  keys: vocabulary.scheme,
  names: { entity_name: 'entity', key_field: 'key', password_field: 'password' },
}

function finishEntity(tree: ObjectTree, context: Context): Tree {
  const { auto_generate_id, index_patterns, key_pattern, validation, fields, ...rest } = Object.fromEntries(
    tree.entries,
  )
  const entries = new Map<string, Tree>(Object.entries(rest))
  const add = (name: string, made: Tree | undefined, written: string) => {
    if (made === undefined) return
    const known = entries.get(name)
    if (known === undefined) entries.set(name, made)
    else if (isBefore(tree, name, made)) reportTwice(made.from, written, name, context.problems)
    else reportTwice(known.from, name, written, context.problems)
  }
  if (isValue(auto_generate_id, false) && auto_generate_id) {
    add('generateKey', withValue(auto_generate_id, 'none'), 'auto_generate_id')
  } else if (auto_generate_id && !isValue(auto_generate_id, true)) {
    entries.set('auto_generate_id', auto_generate_id)
  }
  if (index_patterns) add('indexes', readIndexPatterns(index_patterns, context), 'index_patterns')
  if (key_pattern) addKey(entries, key_pattern, context)
  if (validation?.kind === 'object') addValidation(validation, add, context)
  else if (validation) entries.set('validation', validation)
  if (fields) addFields(entries, fields)
  const lifecycle = entries.get('lifecycle')
  if (lifecycle) entries.set('lifecycle', rewriteTexts(lifecycle, context))
  const generate = entries.get('generate')
  if (generate) entries.set('generate', rewriteTexts(generate, context))
  return objectTree(tree.from, entries)
}

// Whether a key stands before the one in which something was found.
function isBefore(tree: ObjectTree, name: string, found: Tree): boolean {
  const keys = [...tree.entries]
  const holder = keys.findIndex(
    ([, item]) => found.from === item.from || found.from.startsWith(`${item.from}/`),
  )
  return keys.findIndex(([key]) => key === name) < holder
}

function rewriteTexts(tree: Tree, { place }: Context): Tree {
  return mapTexts(tree, (text) => rewriteTemplate(text, place))
}

// The pattern says how keys were built; it must end with the key, if that is named, too.
function addKey(entries: Map<string, Tree>, pattern: Tree, context: Context): void {
  const made = readPattern(pattern, 'key_pattern', context)
  const key = entries.get('key')
  if (made === undefined) return
  if (key === undefined) entries.set('key', made)
  const [named, ends] = [textOf(key), textOf(made) ?? '']
  if (named === undefined || named === ends || ends.endsWith(`_${named}`)) return
  context.problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: pattern.from,
    message: `key_pattern ends with {${ends}}, but the key is ${named}`,
    remedy: 'let both name the same property; what counts is the last placeholder',
  })
}

function addValidation(
  { entries: parts }: ObjectTree,
  add: (name: string, made: Tree | undefined, written: string) => void,
  { problems }: Context,
): void {
  add('unique', parts.get('unique'), 'unique_fields')
  add('constraints', parts.get('constraints'), 'field_constraints')
  for (const [name, { from }] of parts) {
    if (name === 'unique' || name === 'constraints') continue
    problems.error({
      code: 'MOCKGEN_UNKNOWN_KEY',
      pointer: from,
      message: `the validation of an entity has no ${name}: its schema says what a record needs`,
      remedy: 'declare it in the schema, or in the validation of an operation',
    })
  }
}

// `fields: [{ name: userId, references: { … }, generate: { … } }]`
function addFields(entries: Map<string, Tree>, fields: Tree): void {
  const related: [string, Tree][] = []
  const generated: [string, Tree][] = []
  for (const [name, { entries: parts }] of itemsByName(fields)) {
    const references = parts.get('references')
    const required = parts.get('required')
    if (references?.kind === 'object') {
      const inherited: [string, Tree][] = required ? [['required', required]] : []
      related.push([name, objectTree(references.from, [...inherited, ...references.entries])])
    }
    const made = parts.get('generate')
    if (made) generated.push([name, made])
  }
  if (related.length > 0) entries.set('relationships', merged(entries.get('relationships'), fields, related))
  if (generated.length === 0) return
  const generate = entries.get('generate')
  const old = generate?.kind === 'object' ? generate.entries : new Map<string, Tree>()
  const inner = merged(old.get('fields'), fields, generated)
  entries.set('generate', objectTree(generate?.from ?? fields.from, [...old, ['fields', inner]]))
}

function itemsByName(fields: Tree): readonly (readonly [string, ObjectTree])[] {
  if (fields.kind !== 'list') return []
  return fields.items.flatMap((item) => {
    if (item.kind !== 'object') return []
    const name = textOf(item.entries.get('name'))
    return name === undefined ? [] : [[name, item] as const]
  })
}

function merged(old: Tree | undefined, at: Tree, added: readonly (readonly [string, Tree])[]): Tree {
  const kept = old?.kind === 'object' ? [...old.entries] : []
  return objectTree(old?.from ?? at.from, [...added, ...kept])
}

// `{ type: pickOne, options: { values, weights } }` and the like.
function finishGenerateField(tree: ObjectTree): Tree {
  const { type, options, ...rest } = Object.fromEntries(tree.entries)
  const kind = textOf(type)
  if (type === undefined || kind === undefined) return tree
  const given = options?.kind === 'object' ? options.entries : new Map<string, Tree>()
  const others = Object.entries(rest)
  const values = given.get('values')
  if (kind === 'pickOne' || kind === 'pick_one') {
    const weights = given.get('weights')
    return objectTree(tree.from, [
      ...(values ? [['oneOf', values] as const] : []),
      ...(weights ? [['weights', weights] as const] : []),
      ...others,
    ])
  }
  const [min, max] = [given.get('min'), given.get('max')]
  if (kind === 'number' && min && max) return objectTree(tree.from, [...given, ...others])
  const domain = given.get('domain')
  const passed = domain
    ? objectTree(options?.from ?? tree.from, [
        ...[...given].filter(([name]) => name !== 'domain'),
        ['provider', domain],
      ])
    : options
  return objectTree(tree.from, [
    ['faker', type],
    ...(passed ? [['options', passed] as const] : []),
    ...others,
  ])
}
