// The only file that makes randomness: identifiers and the numbers behind generated data.
import { randomBytes, randomUUID } from 'node:crypto'

/** A source of randomness. With a seed, two sources of the same seed give the same sequence. */
export interface Ids {
  /** A version 4 UUID (RFC 9562). */
  uuid(): string
  /** A ULID of the given epoch milliseconds: 26 characters of Crockford base 32, sortable by time. */
  ulid(now: number): string
  /** 21 characters of `A-Za-z0-9_-`, 126 bits. */
  nanoid(): string
}

/** A number generator: the next value of a repeatable sequence in [0, 1). */
export type Random = () => number

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const urlSafe = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

/** Identifiers from the system's randomness or, with a seed, from a repeatable sequence. */
export function createIds(seed?: number): Ids {
  const bytes = seed === undefined ? randomBytes : seededBytes(createRandom(seed))
  return {
    uuid: seed === undefined ? () => randomUUID() : () => uuidFrom(bytes(16)),
    ulid: (now) => ulidTime(now) + Array.from(bytes(16), (byte) => crockford[byte & 31]).join(''),
    nanoid: () => Array.from(bytes(21), (byte) => urlSafe[byte & 63]).join(''),
  }
}

/** A repeatable sequence: mulberry32, a public-domain 32-bit generator, good enough for data and unfit for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A 32-bit seed from text (FNV-1a), so that the same name always gives the same data. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function seededBytes(random: Random): (length: number) => Uint8Array {
  return (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

function uuidFrom(bytes: Uint8Array): string {
  const marked = bytes.map((byte, i) =>
    i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte,
  )
  const hex = Buffer.from(marked).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function ulidTime(now: number): string {
  let rest = Math.floor(now)
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = crockford[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}
