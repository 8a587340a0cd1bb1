// Every key that x-persistence may have, by the kind of object it stands in. The published JSON Schema has the same ones.

/** Keys of the objects of the root, of schemas and of security schemes. */
export const vocabulary = {
  root: [
    ...['namespace', 'infer', 'entities', 'seed', 'generate', 'sandbox', 'idempotency', 'errors'],
    ...['pagination', 'webhooks'],
  ],
  webhook: ['on', 'to', 'when', 'body'],
  rootGenerate: ['counts'],
  sandbox: ['header', 'required'],
  idempotency: ['header', 'ttl', 'required'],
  rootErrors: ['onConnectionFailure', 'onNotFound', 'onValidationError', 'onConflict'],
  errors: ['onNotFound', 'onValidationError', 'onConflict'],
  pagination: ['style', 'defaultLimit', 'maxLimit'],
  entity: [
    ...['schema', 'key', 'generateKey', 'parent', 'unique', 'indexes', 'relationships', 'constraints'],
    ...['timestamps', 'version', 'ttl', 'ttlRefresh', 'lifecycle', 'seed', 'generate', 'cache', 'singleton'],
    'writeOnly',
  ],
  relationship: ['entity', 'field', 'required', 'onDelete', 'enforce'],
  timestamps: ['created', 'updated'],
  cache: ['ttl', 'keyPrefix'],
  lifecycle: ['field', 'initial', 'transitions'],
  transition: ['from', 'to', 'after', 'when', 'set'],
  generate: ['count', 'fields'],
  generateField: ['oneOf', 'weights', 'faker', 'options', 'min', 'max', 'decimals', 'template'],
  scheme: ['entity', 'key', 'password'],
} as const

/** Keys of an entity that is declared on its schema. */
export const schemaKeys: readonly string[] = [
  'entity',
  ...vocabulary.entity.filter((key) => key !== 'schema'),
]

/** A name as the snake_case vocabulary writes it: `defaultLimit` is `default_limit`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A snake_case name in camelCase; others stay as they are. */
export function camelFromSnake(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}
