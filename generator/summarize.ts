// The few numbers that say what became of an API; every command tells them.
import type { ApiModel } from './model.js'

export interface ApiSummary {
  /** Title and version of the API, as the document has them. */
  readonly title: string
  readonly version: string
  readonly operations: {
    readonly total: number
    /** Operations that create, read, update, delete or list records. */
    readonly stateful: number
    /** Operations that answer from examples or from the schema. */
    readonly stateless: number
  }
  /** Names, in order of first use. */
  readonly entities: readonly string[]
}

export function summarize({ title, version, operations, entities }: ApiModel): ApiSummary {
  const total = operations.length
  const stateful = operations.filter(({ facts }) => facts.action !== undefined).length
  return {
    title,
    version,
    operations: { total, stateful, stateless: total - stateful },
    entities: entities.map(({ name }) => name),
  }
}
