// The declaration of one entity: what `x-persistence.entities.users`, or the x-persistence of a schema, may say.

import type { CacheFacts, EntityFacts, GenerateKey, JsonObject, RelationshipFacts } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { child, join, type Located, resolve } from '../../pointers.js'
import type { Problems } from '../problems.js'
import type { Schemas, SchemaView } from '../schema-view.js'
import { readCache } from './declared-cache.js'
import { type DeclaredConstraints, readConstraints } from './declared-constraints.js'
import { type DeclaredGenerate, readGenerate } from './declared-generate.js'
import { type KeyPart, readKeyParts } from './declared-key.js'
import { type DeclaredLifecycle, readLifecycle } from './declared-lifecycle.js'
import { type DeclaredLifetime, readLifetime } from './declared-lifetime.js'
import { type Fields, openFields } from './fields.js'
import { schemaKeys, vocabulary } from './vocabulary.js'

/** An entity as declared; what is absent is derived from the contract. */
export interface DeclaredEntity {
  readonly name: string
  /** Pointer of the declaration. */
  readonly pointer: string
  readonly record: SchemaView | undefined
  /** The properties of the key, in its order. */
  readonly key: readonly KeyPart[] | undefined
  /** There is one record in each scope, and no key. */
  readonly singleton: EntityFacts['singleton']
  readonly generateKey: GenerateKey | undefined
  readonly unique: readonly (string | readonly string[])[]
  readonly indexes: readonly string[]
  /** Properties that are kept and never answered; undefined for those that only requests name. */
  readonly writeOnly: readonly string[] | undefined
  readonly relationships: ReadonlyMap<string, DeclaredRelationship>
  readonly constraints: DeclaredConstraints
  readonly timestamps: { readonly created?: string; readonly updated?: string } | undefined
  readonly version: string | undefined
  readonly lifetime: DeclaredLifetime
  readonly lifecycle: DeclaredLifecycle | undefined
  readonly generate: DeclaredGenerate | undefined
  readonly cache: CacheFacts | undefined
  /** An operation gives its records a life of their own. */
  readonly ownTtl?: true
  /** The entity whose records hold these ones; false for none, whatever the paths say. */
  readonly parent: string | false | undefined
}

/** A declared foreign key; `field` is the property of the other entity that it holds. */
export interface DeclaredRelationship extends RelationshipFacts {
  readonly pointer: string
}

const generateKeys: readonly GenerateKey[] = ['uuid', 'ulid', 'nanoid', 'increment', 'none']

/** What the declarations are read from. */
export interface DeclarationSource {
  readonly document: JsonObject
  readonly schemas: Schemas
  readonly problems: Problems
  /** Names of the environment variables that expressions may read. Default: none. */
  readonly env?: readonly string[]
  /** Names of the entities that the document declares as singletons. Default: none. */
  readonly singletons?: ReadonlySet<string>
}

/** Reads one entity; `schema` is the schema on which it is declared, if it is. */
export function readEntity(
  source: DeclarationSource,
  name: string,
  at: Located,
  schema: Located | undefined,
): DeclaredEntity {
  const { problems, schemas } = source
  const fields = openFields(at, { known: schema ? schemaKeys : vocabulary.entity }, problems)
  const timestamps = fields.object('timestamps')
  return {
    name,
    pointer: at.pointer,
    record: schema
      ? schemas.view(schema)
      : readSchema(source, fields.text('schema'), fields.pointer('schema')),
    key: readKeyParts(fields, problems),
    singleton: readSingleton(fields, problems),
    generateKey: fields.choice('generateKey', generateKeys),
    unique: fields.textGroups('unique') ?? [],
    indexes: fields.texts('indexes') ?? [],
    writeOnly: fields.texts('writeOnly'),
    relationships: readRelationships(fields.object('relationships'), problems),
    constraints: readConstraints(fields, problems),
    timestamps: timestamps && readTimestamps(timestamps, problems),
    version: fields.text('version'),
    lifetime: readLifetime(fields, problems),
    lifecycle: readLifecycle(fields, problems),
    generate: readGenerate(fields, problems),
    cache: readCache(fields, problems),
    parent: fields.textOrFalse('parent'),
  }
}

function readSingleton(fields: Fields, problems: Problems): EntityFacts['singleton'] {
  const kind = fields.choice('singleton', ['created', 'implied'])
  if (kind === undefined || fields.value('key') === undefined) return kind
  const message = 'a singleton has no key: there is one record in each scope'
  const pointer = fields.pointer('key')
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: 'leave key out' })
  return kind
}

/** An entity of which nothing is declared but its name, at `pointer`. */
export function undeclaredEntity(name: string, pointer: string): DeclaredEntity {
  return {
    name,
    pointer,
    record: undefined,
    key: undefined,
    singleton: undefined,
    generateKey: undefined,
    unique: [],
    indexes: [],
    writeOnly: undefined,
    relationships: new Map(),
    constraints: new Map(),
    timestamps: undefined,
    version: undefined,
    lifetime: {},
    lifecycle: undefined,
    generate: undefined,
    cache: undefined,
    parent: undefined,
  }
}

function readSchema(
  source: DeclarationSource,
  text: string | undefined,
  pointer: string,
): SchemaView | undefined {
  if (text === undefined) return undefined
  const { document, schemas, problems } = source
  const at = text.startsWith('#/') ? resolve(document, { pointer, value: { $ref: text } }) : undefined
  if (at !== undefined) return schemas.view(at)
  const components = child({ pointer: '', value: document }, 'components', 'schemas')
  const pointers = Object.keys(components?.value ?? {}).map((name) => `#/components/schemas/${name}`)
  const meant = didYouMean(text, pointers) ?? pointers.find((known) => known.endsWith(`/${text}`))
  const remedy = meant ? `did you mean ${meant}?` : 'write a pointer such as #/components/schemas/Book'
  problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message: `there is no schema at "${text}"`, remedy })
  return undefined
}

/** Reads `relationships`, by the property that holds the foreign key. */
export function readRelationships(
  at: Located | undefined,
  problems: Problems,
): ReadonlyMap<string, DeclaredRelationship> {
  const found = new Map<string, DeclaredRelationship>()
  for (const property of Object.keys(at?.value ?? {})) {
    const entry = at && child(at, property)
    if (at === undefined || entry === undefined) {
      reportNoObject(property, at?.pointer ?? '', problems)
      continue
    }
    const fields = openFields(entry, { known: vocabulary.relationship }, problems)
    const entity = fields.text('entity')
    const field = fields.text('field')
    const required = fields.flag('required')
    const onDelete = fields.choice('onDelete', ['cascade', 'restrict', 'nullify'])
    const isEnforced = fields.flag('enforce') ?? true
    if (entity === undefined) {
      if (entry.value.entity !== undefined) continue
      const message = `the relationship ${property} names no entity`
      const { pointer } = entry
      problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: 'write entity:' })
      continue
    }
    found.set(property, {
      pointer: entry.pointer,
      entity,
      ...(field !== undefined && { field }),
      ...(required !== undefined && { required }),
      ...(onDelete !== undefined && { onDelete }),
      ...(!isEnforced && { enforce: false }),
    })
  }
  return found
}

function readTimestamps(
  at: Located,
  problems: Problems,
): { readonly created?: string; readonly updated?: string } {
  const fields = openFields(at, { known: vocabulary.timestamps }, problems)
  const created = fields.text('created')
  const updated = fields.text('updated')
  return { ...(created && { created }), ...(updated && { updated }) }
}

/** Reports something else than an object where one is needed. */
export function reportNoObject(name: string, parent: string, problems: Problems): void {
  const message = `${name}: expected an object`
  problems.error({
    code: 'MOCKGEN_VALUE',
    pointer: join(parent, name),
    message,
    remedy: 'write an object',
  })
}
