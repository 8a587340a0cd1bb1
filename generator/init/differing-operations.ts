// Whether two models of one contract make the same mock.
import { isDeepStrictEqual } from 'node:util'
import type { ApiModel } from '../model.js'

/** The operations that two models disagree about, by operationId, and the entities, as `the entity users`. */
export function differingOperations(left: ApiModel, right: ApiModel): readonly string[] {
  const operations = new Map(right.operations.map(({ id, facts }) => [id, facts]))
  const entities = new Map(right.entities.map(({ name, facts }) => [name, facts]))
  return [
    ...left.operations.flatMap(({ id, facts }) => (isDeepStrictEqual(facts, operations.get(id)) ? [] : [id])),
    ...left.entities.flatMap(({ name, facts }) =>
      isDeepStrictEqual(facts, entities.get(name)) ? [] : [`the entity ${name}`],
    ),
    ...(isDeepStrictEqual(left.settings, right.settings) ? [] : ['the webhooks']),
  ]
}
