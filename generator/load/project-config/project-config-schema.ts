// The JSON Schema of `mockgen.json`, for editors: made of the table of its keys and of the vocabulary of x-persistence.
import type { Json, JsonObject } from '@mockgen/runtime'
import { type ProjectConfigForm, projectConfigKeys } from './project-config-keys.js'

/** Where the schema stands in a generated project. */
export const projectSchemaPath = '.mockgen/mockgen.schema.json'

/**
 * The schema, in one document, so that an editor needs no network and no second file.
 *
 * @param vocabulary The schema of x-persistence, whose definitions it refers to.
 */
export function projectConfigSchema(vocabulary: JsonObject): JsonObject {
  const properties = Object.entries(projectConfigKeys).map(([key, { form, description }]): [string, Json] => {
    return [key, { description, ...formOf(key, form) }]
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:mockgen:schema:mockgen.json',
    title: 'mockgen.json',
    description: 'The options of a mock, and what annotates a contract that may not be edited.',
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    $defs: vocabulary.$defs ?? {},
  }
}

const text: JsonObject = { type: 'string', pattern: '\\S' }
const declarations = (definition: string): JsonObject => ({
  type: 'object',
  additionalProperties: { $ref: `#/$defs/${definition}` },
})

function formOf(key: string, form: ProjectConfigForm): JsonObject {
  switch (form) {
    case 'version':
      return { const: 1 }
    case 'text':
      return text
    case 'texts':
      return { type: 'array', items: text }
    case 'names':
      return { type: 'array', maxItems: 1000, items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' } }
    case 'hash':
      return { type: 'string', pattern: '^sha256-[A-Za-z0-9+/]{43}=$' }
    case 'hosts':
      return { anyOf: [{ type: 'boolean' }, { type: 'array', maxItems: 1000, items: text }] }
    case 'object':
      return { $ref: '#/$defs/root' }
    case 'declarations':
      return declarations(key === 'securitySchemes' ? 'securityScheme' : 'schemaEntity')
    // The definition allows false as well.
    case 'operations':
      return declarations('operation')
    case 'seed':
      return { anyOf: [text, { type: 'array', items: text }, { type: 'object' }] }
  }
}
