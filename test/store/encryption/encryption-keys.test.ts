// Keys from the environment: what is taken, what is refused with a remedy, and that none is ever shown.
import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { StartError } from '../../../runtime/start-error.js'
import {
  createEncryptionKeys,
  readEncryptionKeys,
} from '../../../runtime/store/encryption/encryption-keys.js'

const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - 5 * i))
const other = randomBytes(32)
const id = createEncryptionKeys({ current: bytes }).current?.id

describe('MOCK_ENCRYPTION_KEY', () => {
  it.each([
    ['base64', bytes.toString('base64')],
    ['base64 without its padding', bytes.toString('base64').slice(0, 43)],
    ['base64url', bytes.toString('base64url')],
    ['hex digits', bytes.toString('hex')],
    ['capital hex digits', bytes.toString('hex').toUpperCase()],
    ['a line with blanks around', ` ${bytes.toString('base64')}\n`],
  ])('is taken as %s', (_form, text) => {
    expect(readEncryptionKeys({ MOCK_ENCRYPTION_KEY: text })?.current?.id).toBe(id)
  })

  it.each([
    ['a password', 'correct horse battery staple'],
    ['a key of 16 bytes', randomBytes(16).toString('base64')],
    ['a key of 33 bytes', randomBytes(33).toString('base64')],
    ['63 hex digits', bytes.toString('hex').slice(1)],
    ['two keys', `${bytes.toString('hex')},${other.toString('hex')}`],
  ])('is refused as %s, with the command that makes a key', (_form, text) => {
    const error = refusal(() => readEncryptionKeys({ MOCK_ENCRYPTION_KEY: text }))
    expect(error).toMatchObject({ code: 'MOCK_SETTING_INVALID' })
    expect(error.message).toContain('openssl rand -base64 32')
    expect(error.message).not.toContain(text)
  })

  it.each([{}, { MOCK_ENCRYPTION_KEY: '', MOCK_ENCRYPTION_OLD_KEYS: '' }, { MOCK_ENCRYPTION_KEY: ' ' }])(
    'is absent in %j',
    (env) => {
      expect(readEncryptionKeys(env)).toBeUndefined()
    },
  )
})

describe('MOCK_ENCRYPTION_OLD_KEYS', () => {
  const current = bytes.toString('base64')
  const read = (oldKeys: string, key = current) =>
    readEncryptionKeys({ MOCK_ENCRYPTION_KEY: key, MOCK_ENCRYPTION_OLD_KEYS: oldKeys })

  it('are any number of keys in any form', () => {
    const keys = read(` ${other.toString('hex')}, ${randomBytes(32).toString('base64url')} ,`)
    expect(keys?.old).toHaveLength(2)
    expect(keys?.old[0]?.id).toBe(createEncryptionKeys({ current: other }).current?.id)
  })

  it.each([
    ['one is no key', () => read('short')],
    ['one is the current key', () => read(bytes.toString('hex'))],
    ['two are the same', () => read(`${other.toString('hex')},${other.toString('base64')}`)],
    ['there are more than 100', () => read(Array.from({ length: 101 }, newKey).join())],
    ['the current key was forgotten', () => read(other.toString('hex'), '')],
  ])('are refused when %s', (_why, act) => {
    expect(refusal(act)).toMatchObject({ code: 'MOCK_SETTING_INVALID' })
  })

  it('open alone when MOCK_ENCRYPTION_KEY is off', () => {
    const keys = read(other.toString('hex'), 'off')
    expect(keys?.current).toBeUndefined()
    expect(keys?.old).toHaveLength(1)
  })
})

describe('Keys as bytes', () => {
  it.each([0, 16, 31, 33])('are refused with a length of %i', (length) => {
    expect(refusal(() => createEncryptionKeys({ current: randomBytes(length) }))).toMatchObject({
      code: 'MOCK_SETTING_INVALID',
    })
  })

  it('have ids that differ, and show nothing else of themselves', () => {
    const keys = createEncryptionKeys({ current: bytes, old: [other] })
    expect(keys.old[0]?.id).not.toBe(id)
    const shown = inspect(keys, { depth: 9, showHidden: true }) + JSON.stringify(keys)
    for (const key of [bytes, other])
      for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
        expect(shown).not.toContain(key.toString(form).slice(0, 16))
  })
})

function newKey(): string {
  return randomBytes(32).toString('hex')
}

function refusal(act: () => unknown): StartError {
  try {
    act()
  } catch (error) {
    if (error instanceof StartError) return error
  }
  throw new Error('It should have been refused')
}
