// Migrations: how a user's code brings stored records to the schema of today's contract, typed by the contract's entities.
import type { Json, JsonObject } from './json.js'

/** Which record is to be brought over. */
export interface MigrationContext {
  readonly entity: string
  /** Scope and key of the record, percent-encoded, with `/` between them. */
  readonly id: string
  /**
   * Hash of the schema that the record was stored under, as `GET /system/migrations` shows it; undefined where that is not
   * known. The record may then be what today's schema wants already.
   */
  readonly from: string | undefined
}

/**
 * Brings one record of an entity over; undefined leaves it as it is, and it is reported. So is one of which the function
 * throws, or that the schema does not allow afterwards. Its key must stay the same; what is required and missing is completed.
 * The function may be called again for the same record, and must not keep or change anything but its result.
 */
export type Migration<Entity> = (
  record: JsonObject,
  about: MigrationContext,
) => MigratedRecord<Entity> | undefined

/** A record with properties that its type names; whether the values are right is asked when it is stored. */
export type MigratedRecord<Entity> = { readonly [Property in keyof Entity]?: Entity[Property] | Json }

/** Functions by entity whose own types the contract gives. */
export type Migrations = Readonly<
  Record<string, ((record: JsonObject, about: MigrationContext) => unknown) | undefined>
>

/** What becomes of a property that the schema does not know any more. */
export type RemovedProperties = 'keep' | 'drop'
