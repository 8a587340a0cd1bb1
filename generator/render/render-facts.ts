// Renders the tables of `src/generated`: what the operations do and what the entities are. Facts and types, no logic.
import type { JsonObject } from '@mockgen/runtime'
import type { ApiModel, EntityModel } from '../model.js'
import { commentText, Encoded, propertyName } from './encode.js'
import { type Printable, printLiteral } from './print-literal.js'
import { renderTemplate } from './render-template.js'
import { typePath } from './types/type-path.js'

/** `operations.gen.ts`: the operations in the document's order, each under its summary. */
export function renderOperations(model: ApiModel): string {
  const rows = model.operations.map(({ id, facts, summary }) => comment(summary) + property(id, facts))
  return renderTemplate('src/generated/operations.gen.ts', { rows: new Encoded(rows.join('')) })
}

/** `entities.gen.ts`: the entities in order of first use, and the types of their records. */
export function renderEntities(model: ApiModel, document: JsonObject): string {
  const typed = model.entities.map((entity) => ({ entity, type: recordType(entity, document) }))
  const imports = [
    ...new Set(typed.flatMap(({ type }) => (type.root === undefined ? [] : [type.root]))),
  ].sort()
  return renderTemplate('src/generated/entities.gen.ts', {
    imports: new Encoded(imports.length === 0 ? '' : typeImport(imports)),
    rows: new Encoded(typed.map(({ entity }) => property(entity.name, entity.facts)).join('')),
    types: new Encoded(typed.map(({ entity, type }) => member(entity.name, type.text)).join('')),
  })
}

/** `mock.gen.ts`: the tables and what the root of the document says, together. */
export function renderMock({ settings, seeds }: ApiModel): string {
  return renderTemplate('src/generated/mock.gen.ts', {
    settings: new Encoded(Object.keys(settings).length === 0 ? '' : property('settings', settings)),
    hasSeeds: hasSeeds(seeds),
  })
}

/** True when there is a record to begin with. */
export function hasSeeds(seeds: ApiModel['seeds']): boolean {
  return Object.values(seeds).some((records) => records.length > 0)
}

function property(name: string, facts: object): string {
  const label = `  ${propertyName(name)}: `
  return `${label}${printLiteral(toPrintable(facts), { indent: 2, before: label.length, after: 1 })},\n`
}

function member(name: string, type: string): string {
  return `  readonly ${propertyName(name)}: ${type}\n`
}

function comment(summary: string | undefined): string {
  const text = commentText(summary ?? '')
  return text === '' ? '' : `  // ${text}\n`
}

function typeImport(names: readonly string[]): string {
  return `import type { ${names.join(', ')} } from './types.gen.js'\n`
}

// Records whose schema has no name of its own in the types are open objects.
function recordType(
  entity: EntityModel,
  document: JsonObject,
): { readonly root?: string; readonly text: string } {
  const [schema] = entity.facts.schemas
  const type = schema === undefined ? undefined : typePath(document, schema)
  return type ?? { text: 'Record<string, unknown>' }
}

// Facts are JSON-like by construction; interfaces have no index signature, which is all that this states.
function toPrintable(facts: object): Printable {
  return Object.fromEntries(Object.entries(facts))
}
