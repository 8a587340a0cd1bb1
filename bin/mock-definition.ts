// The model of a contract as the tables that a generated project holds: what a mock is made of.
import type { MockDefinition } from '@mockgen/runtime'
import type { ReadContract } from '../generator/read-contract.js'

/** The definition; `fromEntries` defines own keys, also for `__proto__`. */
export function mockDefinition({
  document,
  model,
}: Pick<ReadContract, 'document' | 'model'>): MockDefinition {
  const { operations, entities, settings, seeds } = model
  return {
    contract: document.document,
    settings,
    declaredSeeds: seeds,
    operations: Object.fromEntries(operations.map(({ id, facts }) => [id, facts])),
    entities: Object.fromEntries(entities.map(({ name, facts }) => [name, facts])),
  }
}
