// The record that a path names: `/system/data/tasks/p1/t1` is the one of the row `p1/t1`.
import type { Entity } from '../entities/entity.js'
import type { RecordKey, Scope } from '../entities/records.js'
import { loneKey } from '../entities/row-id.js'
import { decodeSegment } from '../http/path-template.js'

const beforeEntity = '/system/data/'

/** The path with everything behind the entity's name as one segment, so that a template can take it. */
export function foldId(path: string): string {
  if (!path.startsWith(beforeEntity)) return path
  const slash = path.indexOf('/', beforeEntity.length)
  const id = slash < 0 ? '' : path.slice(slash + 1)
  return id.includes('/') ? path.slice(0, slash + 1) + encodeURIComponent(id) : path
}

/** Where a record is. */
export interface RecordPlace {
  readonly scope: Scope
  readonly key: RecordKey
  /** The values by the properties that hold them; a value of a scope that no property holds is not among them. */
  readonly properties: ReadonlyMap<string, string>
}

/**
 * The record that an id names: the values of its scope, then those of its key. Each is percent-encoded, with `/` between them;
 * where there are several, they may also be encoded together as one segment. `~` stands for a key of no property. Undefined when it has not as many as the entity's
 * records have.
 */
export function placeOf(entity: Entity, id: string): RecordPlace | undefined {
  const { scopeProperties, keyProperties } = entity
  const count = scopeProperties.length + Math.max(1, keyProperties.length)
  const parts = count === 1 ? [decodeSegment(id)] : decodeSegment(id).split('/').map(decodeSegment)
  if (parts.length !== count || (entity.isLone && parts.at(-1) !== loneKey)) return undefined
  const key = entity.isLone ? [] : parts.slice(scopeProperties.length)
  const names = [...scopeProperties, ...keyProperties]
  return {
    scope: parts.slice(0, scopeProperties.length),
    key: key.length === 1 ? (key[0] ?? '') : key,
    properties: new Map(
      names.flatMap((name, i) => (name === undefined ? [] : [[name, parts[i] ?? ''] as const])),
    ),
  }
}
