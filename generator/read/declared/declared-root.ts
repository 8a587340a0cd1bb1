// What the root of the document declares, and which entities are declared there or on the schemas of their records.
import type { SettingsFacts } from '@mockgen/runtime'
import { child, join, type Located, own } from '../../pointers.js'
import type { PagingDefaults } from '../lists/paging.js'
import { whyNoName } from '../names.js'
import type { Problems } from '../problems.js'
import {
  type DeclarationSource,
  type DeclaredEntity,
  readEntity,
  reportNoObject,
} from './declared-entities.js'
import { maxGenerated } from './declared-generate.js'
import type { DeclaredSeed } from './declared-seeds.js'
import { readSettings } from './declared-settings.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** What the root of the document says. */
export interface DeclaredRoot {
  /** Whether operations that carry no x-persistence are understood by themselves. */
  readonly infer: boolean
  readonly paging: PagingDefaults
  readonly settings: SettingsFacts
  readonly entities: ReadonlyMap<string, DeclaredEntity>
  readonly seeds: readonly DeclaredSeed[]
  /** How many records of each entity are made up, and where that is said. */
  readonly counts: ReadonlyMap<string, { readonly count: number; readonly pointer: string }>
}

/** Most records on a page that the runtime allows. */
const maxPage = 1000

/** Deepest nesting of allOf in which a declaration is looked for. */
const maxParts = 10

/** Reads the root's x-persistence and that of every component schema. */
export function readDeclaredRoot(source: DeclarationSource): DeclaredRoot {
  const { problems } = source
  const root: Located = { pointer: '', value: source.document }
  const entities = new Map<string, DeclaredEntity>()
  const seeds: DeclaredSeed[] = []
  const at = persistenceOf(root, problems)
  const fields = openFields(at ?? { pointer: '', value: {} }, { known: vocabulary.root }, problems)
  addSeed(seeds, fields, undefined)
  for (const [name, entity] of fields.entries('entities')) {
    addEntity(entities, readEntity(source, name, entity, undefined), problems)
    addSeed(seeds, seedField(entity), name)
  }
  readSchemaEntities(source, { entities, seeds })
  return {
    infer: fields.flag('infer') ?? true,
    paging: readPagingDefaults(fields.object('pagination'), problems),
    settings: readSettings(fields, problems),
    entities,
    seeds,
    counts: readCounts(fields.object('generate'), problems),
  }
}

/** Reads `pagination: { style, defaultLimit, maxLimit }`. */
function readPagingDefaults(at: Located | undefined, problems: Problems): PagingDefaults {
  if (at === undefined) return {}
  const fields = openFields(at, { known: vocabulary.pagination }, problems)
  const style = fields.choice('style', ['offset', 'page', 'cursor', 'link'])
  const bounds = { least: 1, most: maxPage, whole: true }
  const defaultLimit = fields.number('defaultLimit', bounds)
  const maxLimit = fields.number('maxLimit', bounds)
  if (defaultLimit !== undefined && maxLimit !== undefined && defaultLimit > maxLimit) {
    const pointer = fields.pointer('defaultLimit')
    reportValue(pointer, 'defaultLimit', `at most maxLimit, ${maxLimit}`, defaultLimit, problems)
    return {}
  }
  return { ...(style && { style }), ...(defaultLimit && { defaultLimit }), ...(maxLimit && { maxLimit }) }
}

/** The x-persistence object of an object of the document; undefined when it has none, or something else (reported). */
function persistenceOf(holder: Located, problems: Problems): Located | undefined {
  const at = child(holder, 'x-persistence')
  if (at === undefined && Object.hasOwn(holder.value, 'x-persistence')) {
    reportNoObject('x-persistence', holder.pointer, problems)
  }
  return at
}

function readCounts(at: Located | undefined, problems: Problems): DeclaredRoot['counts'] {
  const found = new Map<string, { readonly count: number; readonly pointer: string }>()
  if (at === undefined) return found
  const held = openFields(at, { known: vocabulary.rootGenerate }, problems).object('counts')
  for (const [name, count] of Object.entries(held?.value ?? {})) {
    const pointer = join(held?.pointer ?? '', name)
    const isCount = typeof count === 'number' && Number.isSafeInteger(count) && count >= 0
    if (isCount && count <= maxGenerated) found.set(name, { count, pointer })
    else reportValue(pointer, name, `a whole number from 0 to ${maxGenerated}`, count, problems)
  }
  return found
}

type Found = { readonly entities: Map<string, DeclaredEntity>; readonly seeds: DeclaredSeed[] }

function readSchemaEntities(source: DeclarationSource, { entities, seeds }: Found): void {
  const { problems } = source
  const components = child({ pointer: '', value: source.document }, 'components', 'schemas')
  for (const schemaName of Object.keys(components?.value ?? {})) {
    const schema = components && child(components, schemaName)
    const at = schema && declarationIn(schema, problems)
    if (schema === undefined || at === undefined) continue
    const name = at.value.entity
    if (typeof name === 'string') {
      addEntity(entities, readEntity(source, name, at, schema), problems)
      addSeed(seeds, seedField(at), name)
      continue
    }
    const message = `the entity that ${schemaName} describes has no name`
    const remedy = 'write entity: and a name, such as "books"'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: at.pointer, message, remedy })
  }
}

// The declaration of a schema, or of a part that it is put together from.
function declarationIn(schema: Located, problems: Problems, depth = 0): Located | undefined {
  const at = persistenceOf(schema, problems)
  const parts = own(schema.value, 'allOf')
  if (at !== undefined || !Array.isArray(parts) || depth > maxParts) return at
  for (const index of parts.keys()) {
    const part = child(schema, 'allOf', index)
    const found = part && declarationIn(part, problems, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function addEntity(entities: Map<string, DeclaredEntity>, entity: DeclaredEntity, problems: Problems): void {
  const { name, pointer } = entity
  const twice = { message: `entity "${name}" is declared twice`, remedy: 'declare it once' }
  const wrong = whyNoName(name) ?? (entities.has(name) ? twice : undefined)
  if (wrong === undefined) entities.set(name, entity)
  else problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, ...wrong })
}

function seedField(at: Located): Pick<Fields, 'value' | 'pointer'> {
  return { value: (name) => own(at.value, name), pointer: (name) => join(at.pointer, name) }
}

function addSeed(
  seeds: DeclaredSeed[],
  fields: Pick<Fields, 'value' | 'pointer'>,
  entity: string | undefined,
): void {
  const value = fields.value('seed')
  if (value !== undefined) seeds.push({ pointer: fields.pointer('seed'), value, entity })
}
