// The keys that data at rest is encrypted with, from the environment or as bytes.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { StartError } from '../../start-error.js'

/** Bytes of a key: AES-256. */
const keyBytes = 32

/** Most old keys: rotations that one start of the server can catch up with. */
const maxOldKeys = 100

const newKey = 'Make one with: openssl rand -base64 32'

/** One key. */
export interface EncryptionKey {
  /** Eight characters of `A-Za-z0-9_-` that name the key and tell nothing else about it. They stand in every value. */
  readonly id: string
  /** The 32 bytes. As a `KeyObject` they do not show when somebody logs or prints this. */
  readonly secret: KeyObject
}

/** The keys of a running mock. */
export interface EncryptionKeys {
  /** What is written from now on is encrypted with it; undefined: it is written in plain. */
  readonly current: EncryptionKey | undefined
  /** They only open what was written with them before. */
  readonly old: readonly EncryptionKey[]
}

/**
 * Keys from bytes, 32 each. StartError MOCK_SETTING_INVALID for a key of another length, for one that is given twice, and
 * for more than 100 old ones.
 */
export function createEncryptionKeys(keys: {
  readonly current?: Uint8Array
  readonly old?: readonly Uint8Array[]
}): EncryptionKeys {
  const current = keys.current && toKey(keys.current, 'The encryption key')
  const old = (keys.old ?? []).map((bytes, i) => toKey(bytes, `The old encryption key ${i + 1}`))
  if (old.length > maxOldKeys)
    throw invalid(`There are ${old.length} old encryption keys; at most ${maxOldKeys} are taken.`)
  const ids = [...(current === undefined ? [] : [current]), ...old].map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined)
    throw invalid(`The encryption key with the id ${twice} is given twice. Leave one of the two out.`)
  return { current, old }
}

/**
 * Keys from `MOCK_ENCRYPTION_KEY` and, separated by commas, `MOCK_ENCRYPTION_OLD_KEYS`: each 32 bytes as base64, base64url
 * or 64 hex digits. `MOCK_ENCRYPTION_KEY=off` writes in plain what the old keys open. Undefined when neither is set;
 * StartError MOCK_SETTING_INVALID, which never shows a key, for everything else.
 */
export function readEncryptionKeys(
  env: Readonly<Record<string, string | undefined>>,
): EncryptionKeys | undefined {
  const currentText = (env.MOCK_ENCRYPTION_KEY ?? '').trim()
  const oldTexts = (env.MOCK_ENCRYPTION_OLD_KEYS ?? '').split(',').map((text) => text.trim())
  const old = oldTexts
    .filter((text) => text !== '')
    .map((text, i) => parseKey(text, `Key ${i + 1} of MOCK_ENCRYPTION_OLD_KEYS`))
  if (currentText === 'off') return createEncryptionKeys({ old })
  if (currentText !== '')
    return createEncryptionKeys({ current: parseKey(currentText, 'MOCK_ENCRYPTION_KEY'), old })
  if (old.length === 0) return undefined
  // Forgetting the key must not lay everything open.
  throw invalid(
    'MOCK_ENCRYPTION_OLD_KEYS is set and MOCK_ENCRYPTION_KEY is not. Set it too, or to "off" to store everything in plain from now on.',
  )
}

function parseKey(text: string, name: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^([A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?$/.test(text)) return Buffer.from(text, 'base64')
  throw invalid(
    `${name} has ${text.length} characters and is no key; it must be ${keyBytes} bytes as base64, base64url or hex. ${newKey}`,
  )
}

function toKey(bytes: Uint8Array, name: string): EncryptionKey {
  if (bytes.length !== keyBytes)
    throw invalid(`${name} has ${bytes.length} bytes; it must have ${keyBytes}. ${newKey}`)
  const secret = createSecretKey(bytes)
  const id = Buffer.from(hkdfSync('sha256', secret, '', 'mockgen e1 key id', 6)).toString('base64url')
  return { id, secret }
}

function invalid(message: string): StartError {
  return new StartError('MOCK_SETTING_INVALID', message)
}
