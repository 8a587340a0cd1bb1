// Which objects of OpenAPI 2.0 to 3.2 stand where. One table, so that walking a document needs no knowledge of its own, and
// nothing inside examples, defaults or extensions is ever taken for a reference.

/** A kind of OpenAPI object. */
export type Kind = keyof typeof grammar

/** What a field holds: one object, a list of them, or a map of them by name. */
export interface Slot {
  readonly kind: Kind
  readonly form: 'one' | 'list' | 'map'
}

/** By kind, the fields that hold further objects: `x` one, `x[]` a list, `x{}` a map. `*` is every field that is no extension. */
const grammar = {
  document: {
    info: 'info',
    paths: 'paths',
    webhooks: 'pathItem{}',
    components: 'components',
    tags: 'tag[]',
    // Swagger 2.0 keeps its components at the root.
    definitions: 'schema{}',
    parameters: 'parameter{}',
    responses: 'response{}',
  },
  components: {
    schemas: 'schema{}',
    responses: 'response{}',
    parameters: 'parameter{}',
    examples: 'example{}',
    requestBodies: 'requestBody{}',
    headers: 'header{}',
    securitySchemes: 'securityScheme{}',
    links: 'link{}',
    callbacks: 'callback{}',
    pathItems: 'pathItem{}',
    mediaTypes: 'mediaType{}',
  },
  info: {},
  tag: {},
  paths: { '*': 'pathItem' },
  pathItem: {
    parameters: 'parameter[]',
    get: 'operation',
    put: 'operation',
    post: 'operation',
    delete: 'operation',
    options: 'operation',
    head: 'operation',
    patch: 'operation',
    trace: 'operation',
    query: 'operation',
    additionalOperations: 'operation{}',
  },
  operation: {
    parameters: 'parameter[]',
    requestBody: 'requestBody',
    responses: 'responses',
    callbacks: 'callback{}',
  },
  responses: { '*': 'response' },
  callback: { '*': 'pathItem' },
  parameter: { schema: 'schema', content: 'mediaType{}', examples: 'example{}' },
  header: { schema: 'schema', content: 'mediaType{}', examples: 'example{}' },
  requestBody: { content: 'mediaType{}' },
  response: { headers: 'header{}', content: 'mediaType{}', links: 'link{}', schema: 'schema' },
  mediaType: {
    schema: 'schema',
    itemSchema: 'schema',
    examples: 'example{}',
    encoding: 'encoding{}',
    prefixEncoding: 'encoding[]',
    itemEncoding: 'encoding',
  },
  encoding: {
    headers: 'header{}',
    encoding: 'encoding{}',
    prefixEncoding: 'encoding[]',
    itemEncoding: 'encoding',
  },
  example: {},
  link: {},
  securityScheme: {},
  schema: {
    properties: 'schema{}',
    patternProperties: 'schema{}',
    dependentSchemas: 'schema{}',
    definitions: 'schema{}',
    $defs: 'schema{}',
    allOf: 'schema[]',
    anyOf: 'schema[]',
    oneOf: 'schema[]',
    prefixItems: 'schema[]',
    items: 'schema',
    additionalProperties: 'schema',
    unevaluatedItems: 'schema',
    unevaluatedProperties: 'schema',
    propertyNames: 'schema',
    contains: 'schema',
    contentSchema: 'schema',
    not: 'schema',
    if: 'schema',
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
    then: 'schema',
    else: 'schema',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>

/** The methods that a path item may have. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

const slots = readGrammar()

/** What a field of an object of this kind holds; undefined when it is plain data. */
export function slotOf(kind: Kind, field: string): Slot | undefined {
  const fields = slots.get(kind)
  return fields?.get(field) ?? (field.startsWith('x-') ? undefined : fields?.get('*'))
}

/** The kind of the object at these tokens of a document; undefined when it is plain data, such as an example. */
export function kindAt(tokens: readonly string[]): Kind | undefined {
  let kind: Kind | undefined = 'document'
  for (let index = 0; index < tokens.length && kind !== undefined; index++) {
    const slot: Slot | undefined = slotOf(kind, tokens[index] ?? '')
    kind = slot?.kind
    // The next token is a name in a map or the number of an item.
    if (slot !== undefined && slot.form !== 'one' && ++index === tokens.length) return undefined
  }
  return kind
}

function readGrammar(): ReadonlyMap<string, ReadonlyMap<string, Slot>> {
  return new Map(
    Object.entries(grammar).map(([kind, fields]) => [
      kind,
      new Map(Object.entries(fields).map(([field, text]) => [field, readSlot(text)])),
    ]),
  )
}

function readSlot(text: string): Slot {
  const kind = text.replace(/[[{].*$/, '')
  if (!isKind(kind)) throw new Error(`the grammar names no kind ${kind}`)
  return { kind, form: text.endsWith('[]') ? 'list' : text.endsWith('{}') ? 'map' : 'one' }
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(grammar, text)
}
