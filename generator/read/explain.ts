// The table of `mockgen explain`: each operation, what it does, and why.
import type { Method } from '@mockgen/runtime'
import type { ApiModel, Origin } from '../model.js'

/** One operation. `action` and `entity` are undefined for one that keeps nothing. */
export interface ExplainRow {
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly action: string | undefined
  readonly entity: string | undefined
  readonly origin: Origin
  readonly reason: string
}

/** A row for every operation, in the document's order. An update that creates what is missing is an `upsert`. */
export function explainModel(model: ApiModel): readonly ExplainRow[] {
  return model.operations.map(({ id, facts, origin, reason }) => ({
    id,
    method: facts.method,
    path: facts.path,
    action: facts.action === 'update' && facts.upsert === true ? 'upsert' : facts.action,
    entity: facts.action === undefined ? undefined : facts.entity,
    origin,
    reason,
  }))
}
