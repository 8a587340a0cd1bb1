// The only file that makes randomness: identifiers and the numbers behind generated data.
import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** A source of identifiers that nobody can guess. */
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

/** Identifiers from the system's randomness. */
export function createIds(): Ids {
  return {
    uuid: () => randomUUID(),
    ulid: (now) => ulidFrom(randomBytes(16), now),
    nanoid: () => nanoidFrom(randomBytes(21)),
  }
}

/** What a repeatable identifier is made from; two that differ in anything but the time differ. */
export interface SeededKeyParts {
  readonly seed: number
  /** What is counted. */
  readonly place: string
  /** A number that is given out once in its place. */
  readonly count: number
  /** Epoch milliseconds; only a ULID shows them. */
  readonly now: number
}

/** The identifier of this kind that follows from its parts, in the form of the kind and to the eye as random as any. */
export function seededKey(kind: keyof Ids, { seed, place, count, now }: SeededKeyParts): string {
  const bytes = createHash('sha256').update(`${kind}/${seed}/${count}/${place}`).digest()
  switch (kind) {
    case 'uuid':
      return uuidFrom(bytes.subarray(0, 16))
    case 'ulid':
      return ulidFrom(bytes.subarray(0, 16), now)
    case 'nanoid':
      return nanoidFrom(bytes.subarray(0, 21))
  }
}

/** Identifiers that repeat: the n-th of a place is the same for a seed. */
export function seededIds(seed: number, place: string): Ids {
  let count = 0
  const parts = (now: number): SeededKeyParts => ({ seed, place, count: ++count, now })
  return {
    uuid: () => seededKey('uuid', parts(0)),
    ulid: (now) => seededKey('ulid', parts(now)),
    nanoid: () => seededKey('nanoid', parts(0)),
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

/** Gives another generator each time; with a seed, the n-th is always the same. */
export function createVariety(seed: number | undefined): () => Random {
  let count = 0
  return () => createRandom(seedOf(seed === undefined ? randomUUID() : `${seed} ${++count}`))
}

/** Eight hexadecimal digits that hardly any other text gives: the beginning of its SHA-256. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** A 32-bit seed from text (FNV-1a), so that the same name always gives the same data. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Bytes that nobody can foresee and no seed repeats: what encryption must not use twice. */
export function randomNonce(length: number): Uint8Array {
  return randomBytes(length)
}

function uuidFrom(bytes: Uint8Array): string {
  const marked = bytes.map((byte, i) =>
    i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte,
  )
  const hex = Buffer.from(marked).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function ulidFrom(bytes: Uint8Array, now: number): string {
  return ulidTime(now) + Array.from(bytes, (byte) => crockford[byte & 31]).join('')
}

function nanoidFrom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => urlSafe[byte & 63]).join('')
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
