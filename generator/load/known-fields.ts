// The names of the fields of OpenAPI objects, and which of them a field that has none of the names was meant to be.
import type { Kind } from './grammar.js'

/** Shortest names that are guessed at: `in` and `if`, `not` and `note` differ in a letter and are not the same. */
const minGuessed = 4
/** Longest ones: no field has more letters. */
const maxGuessed = 24

/**
 * The field of an object of this kind, in any version of OpenAPI, that `name` was meant to be: they differ in one letter at
 * most, in capitals or in dashes. Undefined for a field that is known or an extension, for one that is near to none, and for
 * kinds whose fields are names that people give.
 */
export function meantField(kind: Kind, name: string): string | undefined {
  const known = fieldsOf.get(kind)
  if (known === undefined || known.names.has(name) || name.startsWith('x-')) return undefined
  if (name.length > maxGuessed) return undefined
  const plainName = plain(name)
  const same = known.byPlain.get(plainName)
  if (same !== undefined) return same
  if (plainName.length < minGuessed) return undefined
  // No distances: a document may have a million fields.
  const spelling = shortened(plainName).find((text) => known.bySpelling.has(text))
  return spelling === undefined ? undefined : known.bySpelling.get(spelling)
}

const names: Partial<Record<Kind, string>> = {
  document: `openapi swagger $self info servers paths webhooks components tags security externalDocs jsonSchemaDialect
    definitions parameters responses securityDefinitions host basePath schemes consumes produces`,
  components: `schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems
    mediaTypes`,
  info: 'title summary description termsOfService contact license version',
  tag: 'name summary description externalDocs parent kind',
  pathItem: `$ref summary description servers parameters get put post delete options head patch trace query
    additionalOperations`,
  operation: `tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security
    servers consumes produces schemes`,
  parameter: `$ref summary name in description required deprecated allowEmptyValue style explode allowReserved schema content
    example examples type format items collectionFormat default maximum exclusiveMaximum minimum exclusiveMinimum maxLength
    minLength pattern maxItems minItems uniqueItems enum multipleOf`,
  header: `$ref summary description required deprecated style explode schema content example examples type format items
    collectionFormat default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
    uniqueItems enum multipleOf name in allowEmptyValue allowReserved`,
  requestBody: '$ref summary description content required',
  response: '$ref summary description headers content links schema examples',
  mediaType: `$ref schema itemSchema example examples encoding prefixEncoding itemEncoding description`,
  encoding: `contentType headers style explode allowReserved encoding prefixEncoding itemEncoding`,
  link: '$ref summary operationRef operationId parameters requestBody description server',
  securityScheme: `$ref summary type description name in scheme bearerFormat flows openIdConnectUrl oauth2MetadataUrl
    deprecated flow authorizationUrl tokenUrl scopes`,
  schema: `$id $schema $ref $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $comment $defs id
    definitions allOf anyOf oneOf not if then else dependentSchemas dependentRequired dependencies prefixItems items
    additionalItems contains minContains maxContains properties patternProperties additionalProperties propertyNames
    unevaluatedItems unevaluatedProperties type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum
    maxLength minLength pattern maxItems minItems uniqueItems maxProperties minProperties required title description default
    deprecated readOnly writeOnly example examples format contentEncoding contentMediaType contentSchema nullable
    discriminator xml externalDocs`,
}

interface Fields {
  readonly names: ReadonlySet<string>
  readonly byPlain: ReadonlyMap<string, string>
  /** A name and what is left of it without one of its letters. */
  readonly bySpelling: ReadonlyMap<string, string>
}

const fieldsOf: ReadonlyMap<string, Fields> = new Map(
  Object.entries(names).map(([kind, text]) => [kind, readFields(text.split(/\s+/))]),
)

function readFields(known: readonly string[]): Fields {
  const guessed = known.filter((name) => plain(name).length >= minGuessed)
  return {
    names: new Set(known),
    byPlain: new Map(known.map((name) => [plain(name), name])),
    bySpelling: new Map(guessed.flatMap((name) => shortened(plain(name)).map((text) => [text, name]))),
  }
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '')
}

// Two names that differ by a letter more, less or other, or by two that are exchanged, have one of these in common.
function shortened(name: string): readonly string[] {
  return [name, ...Array.from(name, (_, index) => name.slice(0, index) + name.slice(index + 1))]
}
