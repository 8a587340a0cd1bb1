// Records as answers see them: what is never answered is there for who names it, and for nobody else.
import { isObject, type Json, type JsonObject } from '../../json.js'

/** A record without what is never answered; undefined where there is nothing of the kind. */
export type Visible = ((record: JsonObject) => JsonObject) | undefined

/** Deepest value in which records are looked for: the report of a step is the third level. */
const maxDepth = 4

/** The records of a run that have something to hide. */
export class Veil {
  readonly #hiding = new Map<object, NonNullable<Visible>>()
  readonly #veiled = new Map<object, JsonObject>()

  /** Makes a record known. */
  add(record: JsonObject, visible: Visible): void {
    if (visible !== undefined) this.#hiding.set(record, visible)
  }

  get isEmpty(): boolean {
    return this.#hiding.size === 0
  }

  /**
   * The value with each known record in it veiled: what is never answered is no enumerable property any more, so that it is
   * neither written, listed nor copied, and still has its value.
   */
  over(value: unknown, depth = 0): unknown {
    if (typeof value !== 'object' || value === null || depth > maxDepth) return value
    if (Array.isArray(value)) return value.map((item) => this.over(item, depth + 1))
    const visible = this.#hiding.get(value)
    if (visible === undefined) return this.#inside(value, depth)
    const known = this.#veiled.get(value)
    if (known !== undefined) return known
    const record = value as JsonObject
    const veiled = veil(record, visible(record))
    this.#veiled.set(value, veiled)
    return veiled
  }

  #inside(value: object, depth: number): unknown {
    if (Object.getPrototypeOf(value) !== Object.prototype) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, this.over(inner, depth + 1)]),
    )
  }
}

/** What a step gave, a record or a list of them, without what is never answered. */
export function visibleJson(value: Json, visible: Visible): Json {
  if (visible === undefined) return value
  if (Array.isArray(value)) return value.map((item: Json) => visibleJson(item, visible))
  return isObject(value) ? visible(value) : value
}

// Hiding removes properties and never an item.
function veil(record: JsonObject, visible: JsonObject): JsonObject {
  if (record === visible) return record
  const veiled: JsonObject = {}
  for (const [name, value] of Object.entries(record)) {
    const shown = Object.hasOwn(visible, name) ? visible[name] : undefined
    const enumerable = shown !== undefined
    const inner = shown === undefined ? value : veilInside(value, shown)
    Object.defineProperty(veiled, name, { value: inner, enumerable, writable: true, configurable: true })
  }
  return veiled
}

function veilInside(value: Json, visible: Json): Json {
  if (value === visible) return value
  if (Array.isArray(value) && Array.isArray(visible))
    return value.map((item: Json, i) => veilInside(item, visible[i] ?? null))
  return isObject(value) && isObject(visible) ? veil(value, visible) : value
}
