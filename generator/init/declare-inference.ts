// What inference found, as x-persistence that says the same: so that it can be kept and edited.
import type { EntityFacts, JsonObject, OperationFacts, WebhookFacts } from '@mockgen/runtime'
import type { ApiModel, EntityModel, OperationModel } from '../model.js'
import { pathParameters } from '../read/operations.js'

/** x-persistence for one operation, and why. */
export interface DeclaredInference {
  readonly id: string
  readonly method: OperationFacts['method']
  readonly path: string
  /** False for one that keeps nothing. */
  readonly declaration: JsonObject | false
  readonly reason: string
}

/** What `mockgen init` writes, whatever it writes it into. */
export interface InferenceDeclarations {
  /** x-persistence of the document: `infer: false`, and the entities that nobody declared. */
  readonly root: JsonObject
  /** In the document's order; those that declare themselves what they do are not among them. */
  readonly operations: readonly DeclaredInference[]
}

/** Says what a model infers. */
export function declareInference(model: ApiModel): InferenceDeclarations {
  const entities = new Map(model.entities.map((entity) => [entity.name, entity]))
  const inferred = model.entities.filter(({ origin }) => origin === 'inferred')
  const webhooks = model.webhooks.flatMap(({ name, facts, origin }) =>
    origin === 'inferred' ? [[name, declareWebhook(facts)] as const] : [],
  )
  return {
    root: {
      infer: false,
      ...(inferred.length > 0 && {
        entities: Object.fromEntries(inferred.map((entity) => [entity.name, declareEntity(entity)])),
      }),
      ...(webhooks.length > 0 && { webhooks: Object.fromEntries(webhooks) }),
    },
    operations: model.operations.flatMap((operation) => {
      const declaration = declareOperation(operation, entities)
      if (declaration === undefined) return []
      const { id, facts, reason } = operation
      return [{ id, method: facts.method, path: facts.path, declaration, reason }]
    }),
  }
}

// The rest follows from the schema and from the operations. A parent is said even where there is none, because a declared key
// is surer than one that was guessed.
function declareEntity({ facts }: EntityModel): JsonObject {
  const { schemas, key, singleton, generateKey, parent, scope = [], writeOnly, relationships } = facts
  const [schema] = schemas
  return {
    ...(schema !== undefined && { schema }),
    ...(singleton === undefined ? { key, generateKey } : { singleton }),
    ...(scope.length > 0 && { parent: parent ?? false }),
    ...(writeOnly && { writeOnly }),
    ...declareForeignKeys(relationships),
  }
}

// Those that are enforced were declared, by operations that are left as they are.
function declareForeignKeys(relationships: EntityFacts['relationships'] = {}): JsonObject {
  const inferred = Object.entries(relationships).filter(([, { enforce }]) => enforce === false)
  if (inferred.length === 0) return {}
  return { relationships: Object.fromEntries(inferred.map(([property, facts]) => [property, { ...facts }])) }
}

function declareWebhook({ on = [] }: WebhookFacts): JsonObject {
  return { on: on.map(({ entity, action }) => `${entity}.${action}`) }
}

function declareOperation(
  { facts, origin }: OperationModel,
  entities: ReadonlyMap<string, EntityModel>,
): JsonObject | false | undefined {
  if (origin === 'declared') return undefined
  if (facts.action === undefined) return false
  if (facts.action === 'program') return undefined
  const entity = entities.get(facts.entity)?.facts
  const isUpsert = facts.action === 'update' && facts.upsert === true
  return {
    entity: facts.entity,
    action: isUpsert ? 'upsert' : facts.action,
    ...keyOf(facts, entity),
    ...(facts.action === 'update' && { merge: facts.merge }),
    ...(facts.options?.data !== undefined && { data: facts.options.data }),
  }
}

// The key is the last path parameter and the scope all others, unless something else is said.
function keyOf(
  facts: Extract<OperationFacts, { entity: string }>,
  entity: EntityFacts | undefined,
): JsonObject {
  const parameters = pathParameters(facts.path)
  const { scope = [] } = facts
  const key = facts.key === undefined ? [] : [facts.key].flat()
  const isUsual = key.at(-1) === parameters.at(-1) && scope.length + key.length === parameters.length
  const isKeyed = facts.action !== 'create' && facts.action !== 'list' && facts.action !== 'count'
  if (entity?.singleton !== undefined || (isKeyed ? isUsual : key.length === 0)) {
    const isWhole = [...scope, ...key].join() === parameters.join()
    return isWhole ? {} : { scope }
  }
  return { ...(facts.key !== undefined && { key: facts.key }), scope }
}
