// Encrypts what one space holds: values, ids of rows, and the values that unique constraints and indexes find them by.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { randomNonce } from '../../ids.js'
import { StoreError } from '../../store-error.js'
import type { IndexRange, Row } from '../store.js'
import type { EncryptionKey } from './encryption-keys.js'

/** Bytes of a nonce and of a tag of AES-GCM (NIST SP 800-38D), and of a derived key. */
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32

/** Bytes of a hidden text: 128 bits, so that no two texts meet by chance. They are the block of AES-CTR as well. */
const hiddenBytes = 16

/** Hidden names that a space keeps to use them again, for the ids, states and owners that repeat, and the longest of them. */
const maxKnownNames = 500
const maxKnownLength = 500

const head = /^e1\.([\w-]{8})\./

/** True for a value as `sealValue` makes them: no JSON text begins so. */
export function isEncrypted(value: string): boolean {
  return value.startsWith('e1.')
}

/** The id of the key that a value is encrypted with; undefined where the value does not say. */
export function keyIdOf(value: string): string | undefined {
  return head.exec(value)?.[1]
}

/**
 * The cipher of one space under one key. Each space has keys of its own, derived by HKDF-SHA-256 (RFC 5869), so that
 * nothing of one space opens in another, and no key comes near the number of values that AES-GCM with random nonces bears.
 *
 * All texts are Unicode; half of a surrogate pair is StoreError MOCK_STORE_LIMIT, because UTF-8 has no bytes for it.
 */
export class SpaceCipher {
  readonly #head: string
  readonly #valueKey: KeyObject
  readonly #idKey: KeyObject
  readonly #hidingKey: KeyObject
  readonly #known = new Map<string, string>()

  constructor({ id, secret }: EncryptionKey, space: string) {
    this.#head = `e1.${id}.`
    const info = wellFormed(`mockgen e1 space ${space}`)
    const keys = Buffer.from(hkdfSync('sha256', secret, '', info, 3 * keyBytes))
    const derived = (i: number) => createSecretKey(keys.subarray(i * keyBytes, (i + 1) * keyBytes))
    this.#valueKey = derived(0)
    this.#idKey = derived(1)
    this.#hidingKey = derived(2)
  }

  /**
   * The stored id of a row, always the same for the same one. It opens again, because due times name rows by nothing
   * else: AES-256-CTR from the id's own HMAC, the construction of RFC 5297 (SIV) with HMAC-SHA-256 in the place of CMAC.
   */
  sealId(collection: string, id: string): string {
    return this.#once(framed(['id', collection, id]), (name) => {
      const hidden = this.#hide(name)
      const cipher = createCipheriv('aes-256-ctr', this.#idKey, hidden)
      return Buffer.concat([hidden, cipher.update(id, 'utf8')]).toString('base64url')
    })
  }

  /** The id behind a stored one; undefined when this space's key did not make it for this collection. */
  openId(collection: string, sealed: string): string | undefined {
    const id = this.#decryptId(sealed)
    return id !== undefined && this.sealId(collection, id) === sealed ? id : undefined
  }

  /** `e1.KEYID.…`: nonce, AES-256-GCM ciphertext and tag as base64url. It opens only as the value of this stored row. */
  sealValue(collection: string, sealedId: string, value: string): string {
    const nonce = randomNonce(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#valueKey, nonce, { authTagLength: tagBytes })
    cipher.setAAD(this.#place(collection, sealedId))
    const text = cipher.update(wellFormed(value), 'utf8')
    const end = cipher.final()
    return this.#head + Buffer.concat([nonce, text, end, cipher.getAuthTag()]).toString('base64url')
  }

  /** The value behind a stored one; undefined when it was not written under this key, and for this row. */
  openValue(collection: string, sealedId: string, sealed: string): string | undefined {
    if (!sealed.startsWith(this.#head)) return undefined
    const bytes = Buffer.from(sealed.slice(this.#head.length), 'base64url')
    const end = bytes.length - tagBytes
    if (end < nonceBytes) return undefined
    const nonce = bytes.subarray(0, nonceBytes)
    const decipher = createDecipheriv('aes-256-gcm', this.#valueKey, nonce, { authTagLength: tagBytes })
    decipher.setAAD(this.#place(collection, sealedId))
    decipher.setAuthTag(bytes.subarray(end))
    const text = decipher.update(bytes.subarray(nonceBytes, end))
    try {
      decipher.final()
    } catch {
      return undefined // The only thing that `final` can say is that the tag is not the text's.
    }
    return text.toString('utf8')
  }

  /** The id and value of a stored row: a value that opens vouches for the id that it was written for. */
  openRow(collection: string, row: Pick<Row, 'id' | 'value'>): Pick<Row, 'id' | 'value'> | undefined {
    const value = this.openValue(collection, row.id, row.value)
    const id = value === undefined ? undefined : this.#decryptId(row.id)
    return id === undefined || value === undefined ? undefined : { id, value }
  }

  /** What stands for a unique or index value: equal for equal values of one constraint or index, and never opened. */
  hideValue(kind: 'unique' | 'index', collection: string, name: string, value: string): string {
    const place = framed([kind, collection, name, value])
    return this.#once(place, (text) => this.#hide(text).toString('base64url'))
  }

  /** The range that selects what one value of an index is hidden as. TypeError for any other: equality stays, order goes. */
  hideRange(collection: string, index: string, { from, to }: IndexRange = {}): IndexRange {
    if (from === undefined || from !== to)
      throw new TypeError('An encrypted index answers for one value, not for a range or in its order')
    const hidden = this.hideValue('index', collection, index, from)
    return { from: hidden, to: hidden }
  }

  #once(name: string, make: (name: string) => string): string {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const made = make(name)
    if (name.length > maxKnownLength) return made
    if (this.#known.size >= maxKnownNames) this.#known.clear()
    this.#known.set(name, made)
    return made
  }

  #hide(name: string): Buffer {
    const hash = createHmac('sha256', this.#hidingKey).update(wellFormed(name), 'utf8').digest()
    return hash.subarray(0, hiddenBytes)
  }

  // The id as the bytes say it, whoever wrote them.
  #decryptId(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length < hiddenBytes) return undefined
    const decipher = createDecipheriv('aes-256-ctr', this.#idKey, bytes.subarray(0, hiddenBytes))
    return decipher.update(bytes.subarray(hiddenBytes)).toString('utf8')
  }

  // What a value is bound to beside its space, which the key stands for.
  #place(collection: string, sealedId: string): Buffer {
    return Buffer.from(framed([this.#head, collection, sealedId]), 'utf8')
  }
}

// One text for each list of texts: the lengths say where each ends.
function framed(parts: readonly string[]): string {
  let text = ''
  for (const part of parts) text += `${part.length}:${part}`
  return text
}

function wellFormed(text: string): string {
  if (text.isWellFormed()) return text
  throw new StoreError(
    'MOCK_STORE_LIMIT',
    'Encryption takes Unicode text, which half of a surrogate pair is not',
    'send well-formed text',
  )
}
