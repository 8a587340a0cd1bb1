// What operations declare that holds for an entity as a whole: it is carried over to the entity's declaration.
import type { GenerateKey, StepOptions } from '@mockgen/runtime'
import type { Problems } from '../problems.js'
import { type DeclaredRelationship, readRelationships } from './declared-entities.js'
import type { KeyPart } from './declared-key.js'
import type { KeyUse } from './declared-key-use.js'
import type { DeclaredUnique } from './declared-validate.js'
import type { Fields } from './fields.js'

/** What one operation says about an entity. */
export interface Hoisted {
  /** Pointer of the object that says it. */
  readonly pointer: string
  /** The properties that are its key, as a create names them. */
  readonly key?: readonly KeyPart[]
  readonly generateKey?: GenerateKey
  readonly unique: readonly DeclaredUnique[]
  readonly relationships: ReadonlyMap<string, DeclaredRelationship>
  /** The operation gives records a life of their own. */
  readonly ownTtl: boolean
  /** The field that a lock compares: it must change whenever the record does. */
  readonly locked?: string
}

const generateKeys: readonly GenerateKey[] = ['uuid', 'ulid', 'nanoid', 'increment', 'none']

/** What has been read already. */
interface ReadAlready {
  readonly key: KeyUse | undefined
  readonly options: StepOptions
  readonly unique: readonly DeclaredUnique[]
}

/** Reads `relationships` and `generateKey`, and collects what else concerns the entity. */
export function readHoisted(fields: Fields, already: ReadAlready, problems: Problems): Hoisted {
  const { key, options, unique } = already
  const generateKey = fields.choice('generateKey', generateKeys)
  const { lock } = options
  const locked = lock === undefined || lock === 'etag' || lock.field === '' ? undefined : lock.field
  return {
    pointer: fields.at.pointer,
    ...(key?.kind === 'properties' && { key: key.parts }),
    ...(generateKey !== undefined && { generateKey }),
    unique,
    relationships: readRelationships(fields.object('relationships'), problems),
    ownTtl: options.ttl !== undefined,
    ...(locked !== undefined && { locked }),
  }
}
