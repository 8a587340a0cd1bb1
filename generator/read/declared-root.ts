// What the root of the document declares, and which entities are declared there or on the schemas of their records.
import { child, type Located } from '../pointers.js'
import {
  type DeclarationSource,
  type DeclaredEntity,
  readEntity,
  reportNoObject,
} from './declared-entities.js'
import { openFields, type Vocabulary } from './fields.js'
import { whyNoName } from './names.js'
import type { PagingDefaults } from './paging.js'
import type { Problems } from './problems.js'

/** What the root of the document says. */
export interface DeclaredRoot {
  /** Whether operations that carry no x-persistence are understood by themselves. */
  readonly infer: boolean
  readonly paging: PagingDefaults
  readonly entities: ReadonlyMap<string, DeclaredEntity>
}

const rootVocabulary: Vocabulary = {
  known: ['infer', 'entities', 'pagination'],
  later: ['namespace', 'seed', 'generate', 'sandbox', 'idempotency', 'errors'],
}
const pagingVocabulary: Vocabulary = { known: ['defaultLimit', 'maxLimit'], later: ['style'] }

/** Reads the root's x-persistence and that of every component schema. */
export function readDeclaredRoot(source: DeclarationSource): DeclaredRoot {
  const root: Located = { pointer: '', value: source.document }
  const entities = new Map<string, DeclaredEntity>()
  let infer = true
  let paging: PagingDefaults = {}
  const at = persistenceOf(root, source.problems)
  if (at !== undefined) {
    const fields = openFields(at, rootVocabulary, source.problems)
    infer = fields.flag('infer') ?? true
    paging = readPagingDefaults(fields.object('pagination'), source.problems)
    const declared = fields.object('entities')
    for (const name of Object.keys(declared?.value ?? {})) {
      const entity = declared && child(declared, name)
      if (entity === undefined) reportNoObject(name, declared?.pointer ?? '', source.problems)
      else addEntity(entities, readEntity(source, name, entity, undefined), source.problems)
    }
  }
  readSchemaEntities(source, root, entities)
  return { infer, paging, entities }
}

/** Reads `pagination: { defaultLimit, maxLimit }`. */
export function readPagingDefaults(at: Located | undefined, problems: Problems): PagingDefaults {
  if (at === undefined) return {}
  const fields = openFields(at, pagingVocabulary, problems)
  const defaultLimit = fields.count('defaultLimit')
  const maxLimit = fields.count('maxLimit')
  return { ...(defaultLimit && { defaultLimit }), ...(maxLimit && { maxLimit }) }
}

/** The x-persistence object of an object of the document; undefined when it has none, or something else (reported). */
export function persistenceOf(holder: Located, problems: Problems): Located | undefined {
  const at = child(holder, 'x-persistence')
  if (at === undefined && Object.hasOwn(holder.value, 'x-persistence')) {
    const pointer = `${holder.pointer}/x-persistence`
    const message = 'x-persistence: expected an object'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: 'write an object' })
  }
  return at
}

function readSchemaEntities(
  source: DeclarationSource,
  root: Located,
  entities: Map<string, DeclaredEntity>,
): void {
  const components = child(root, 'components', 'schemas')
  for (const schemaName of Object.keys(components?.value ?? {})) {
    const schema = components && child(components, schemaName)
    const at = schema && persistenceOf(schema, source.problems)
    if (schema === undefined || at === undefined) continue
    const name = at.value.entity
    if (typeof name === 'string') addEntity(entities, readEntity(source, name, at, schema), source.problems)
    else {
      const message = `the entity that ${schemaName} describes has no name`
      const remedy = 'write entity: and a name, such as "books"'
      source.problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: at.pointer, message, remedy })
    }
  }
}

function addEntity(entities: Map<string, DeclaredEntity>, entity: DeclaredEntity, problems: Problems): void {
  const { name, pointer } = entity
  const twice = { message: `entity "${name}" is declared twice`, remedy: 'declare it once' }
  const wrong = whyNoName(name) ?? (entities.has(name) ? twice : undefined)
  if (wrong === undefined) entities.set(name, entity)
  else problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, ...wrong })
}
