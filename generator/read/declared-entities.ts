// The declaration of one entity: what `x-persistence.entities.users`, or the x-persistence of a schema, may say.
import type { GenerateKey, JsonObject, RelationshipFacts } from '@mockgen/runtime'
import { child, join, type Located, resolve } from '../pointers.js'
import { type KeyPart, readKeyParts } from './declared-key.js'
import { type DeclaredLifetime, readLifetime } from './declared-lifetime.js'
import { openFields, type Vocabulary } from './fields.js'
import type { Problems } from './problems.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { didYouMean } from './words.js'

/** An entity as declared; what is absent is derived from the contract. */
export interface DeclaredEntity {
  readonly name: string
  /** Pointer of the declaration. */
  readonly pointer: string
  readonly record: SchemaView | undefined
  /** The properties of the key, in its order. */
  readonly key: readonly KeyPart[] | undefined
  readonly generateKey: GenerateKey | undefined
  readonly unique: readonly (string | readonly string[])[]
  readonly indexes: readonly string[]
  readonly relationships: ReadonlyMap<string, DeclaredRelationship>
  readonly timestamps: { readonly created?: string; readonly updated?: string } | undefined
  readonly version: string | undefined
  readonly lifetime: DeclaredLifetime
  /** The entity whose records hold these ones; false for none, whatever the paths say. */
  readonly parent: string | false | undefined
}

/** A declared foreign key; `field` is the property of the other entity that it holds. */
export interface DeclaredRelationship extends RelationshipFacts {
  readonly pointer: string
  readonly field?: string
}

const entityVocabulary: Vocabulary = {
  known: [
    ...['schema', 'key', 'generateKey', 'unique', 'indexes', 'relationships', 'timestamps', 'version'],
    ...['parent', 'ttl', 'ttlRefresh'],
  ],
  later: ['constraints', 'lifecycle', 'seed', 'generate', 'cache'],
}
const relationshipVocabulary: Vocabulary = { known: ['entity', 'field', 'required', 'onDelete'], later: [] }
const timestampsVocabulary: Vocabulary = { known: ['created', 'updated'], later: [] }

const generateKeys: readonly GenerateKey[] = ['uuid', 'ulid', 'nanoid', 'increment', 'none']

/** What the declarations are read from. */
export interface DeclarationSource {
  readonly document: JsonObject
  readonly schemas: Schemas
  readonly problems: Problems
}

/** Reads one entity; `schema` is the schema on which it is declared, if it is. */
export function readEntity(
  source: DeclarationSource,
  name: string,
  at: Located,
  schema: Located | undefined,
): DeclaredEntity {
  const { problems, schemas } = source
  const { known, later } = entityVocabulary
  const vocabulary = schema
    ? { known: ['entity', ...known.filter((key) => key !== 'schema')], later }
    : entityVocabulary
  const fields = openFields(at, vocabulary, problems)
  const timestamps = fields.object('timestamps')
  return {
    name,
    pointer: at.pointer,
    record: schema
      ? schemas.view(schema)
      : readSchema(source, fields.text('schema'), fields.pointer('schema')),
    key: readKeyParts(fields, problems),
    generateKey: fields.choice('generateKey', generateKeys),
    unique: fields.textGroups('unique') ?? [],
    indexes: fields.texts('indexes') ?? [],
    relationships: readRelationships(fields.object('relationships'), problems),
    timestamps: timestamps && readTimestamps(timestamps, problems),
    version: fields.text('version'),
    lifetime: readLifetime(fields, problems),
    parent: fields.textOrFalse('parent'),
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

function readRelationships(
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
    const fields = openFields(entry, relationshipVocabulary, problems)
    const entity = fields.text('entity')
    const field = fields.text('field')
    const required = fields.flag('required')
    const onDelete = fields.choice('onDelete', ['cascade', 'restrict', 'nullify'])
    if (entity === undefined) {
      if (entry.value.entity !== undefined) continue
      const message = `the relationship ${property} names no entity`
      problems.error({
        code: 'MOCKGEN_PERSISTENCE',
        pointer: entry.pointer,
        message,
        remedy: 'write entity:',
      })
      continue
    }
    found.set(property, {
      pointer: entry.pointer,
      entity,
      ...(field !== undefined && { field }),
      ...(required !== undefined && { required }),
      ...(onDelete !== undefined && { onDelete }),
    })
  }
  return found
}

function readTimestamps(
  at: Located,
  problems: Problems,
): { readonly created?: string; readonly updated?: string } {
  const fields = openFields(at, timestampsVocabulary, problems)
  const created = fields.text('created')
  const updated = fields.text('updated')
  return { ...(created && { created }), ...(updated && { updated }) }
}

/** Reports something else than an object where one is needed. */
export function reportNoObject(name: string, parent: string, problems: Problems): void {
  const message = `${name}: expected an object`
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(parent, name),
    message,
    remedy: 'write an object',
  })
}
