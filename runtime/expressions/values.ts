// What expressions work on: JSON, and besides it points in time, durations and optionals.

/** Anything an expression can hold; what is none of the kinds below counts as absent. */
export type Value = unknown

export type Kind =
  | 'null'
  | 'boolean'
  | 'number'
  | 'text'
  | 'list'
  | 'object'
  | 'time'
  | 'duration'
  | 'optional'

/** A point in time, in epoch milliseconds, in the years 1 to 9999. In results it is RFC 3339 text in UTC. */
export class Instant {
  constructor(readonly timeMs: number) {}
}

/** A length of time in milliseconds: `duration('90s')`. In results it is the seconds with an `s`, as `90s` or `1.5s`. */
export class Duration {
  constructor(readonly ms: number) {}
}

/** A value that may be absent: `request.body.?note`. */
export class Optional {
  constructor(readonly value: Value | undefined) {}
}

export const emptyOptional = new Optional(undefined)

/** The kind of a value; undefined for what is no value, such as a function. */
export function kindOf(value: Value): Kind | undefined {
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'object':
      return kindOfObject(value)
    default:
      return undefined
  }
}

function kindOfObject(value: object | null): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Instant) return 'time'
  if (value instanceof Duration) return 'duration'
  return value instanceof Optional ? 'optional' : 'object'
}

/** An object with properties of its own, which are all that an expression reaches. */
export type ObjectValue = Readonly<Record<string, Value>>

export function isObjectValue(value: Value): value is ObjectValue {
  if (typeof value !== 'object' || value === null) return false
  // What JSON.parse makes, which is nearly everything, is told at once.
  return Object.getPrototypeOf(value) === Object.prototype || kindOfObject(value) === 'object'
}

/** The own property of an object; undefined where there is none, and for whatever is no value. */
export function propertyOf(object: ObjectValue, name: string): Value | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'object' || kindOf(value) !== undefined ? value : undefined
}

/** Sets an own property, whatever it is called: assigning to `__proto__` would not. */
export function setOwn(object: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
  else object[name] = value
}

/** Kinds as messages call them. */
export function kindName(kind: Kind | undefined): string {
  switch (kind) {
    case undefined:
      return 'absent'
    case 'null':
    case 'text':
      return kind
    case 'object':
    case 'optional':
      return `an ${kind}`
    default:
      return `a ${kind}`
  }
}

/** RFC 3339 text in UTC. */
export function instantText({ timeMs }: Instant): string {
  return new Date(timeMs).toISOString()
}

/** Seconds with an `s`, the JSON form of google.protobuf.Duration. */
export function durationText({ ms }: Duration): string {
  const text = (ms / 1_000).toFixed(9)
  return `${text.replace(/\.?0+$/, '').replace(/^-0$/, '0')}s`
}
