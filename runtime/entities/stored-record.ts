// A record as hooks and operations hold it: text that is parsed when somebody asks.
import { isObject, type JsonObject } from '../json.js'
import type { HeldRow } from '../transactions/write-buffer.js'
import type { StoredRecord } from './records.js'

/** A stored record over the row that holds it; its version appears when the row's commit has succeeded. */
export class LazyRecord implements StoredRecord {
  readonly #row: HeldRow
  #value: JsonObject | undefined

  constructor(row: HeldRow, value?: JsonObject) {
    this.#row = row
    this.#value = value
  }

  get id(): string {
    return this.#row.id
  }

  get json(): string {
    return this.#row.value
  }

  get version(): number | undefined {
    return this.#row.version
  }

  /** Its place in the order of insertion; undefined while it is not committed. */
  get sequence(): number | undefined {
    return this.#row.sequence
  }

  get value(): JsonObject {
    this.#value ??= parseRecord(this.#row)
    return this.#value
  }
}

function parseRecord(row: HeldRow): JsonObject {
  const value: unknown = JSON.parse(row.value)
  if (!isObject(value)) throw new TypeError(`Row "${row.id}" does not hold a JSON object`)
  return value
}
