// One store by the keys of its spaces: how a space gets from one key to the next, and from plain and back.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEncryptionKeys } from '../../../runtime/store/encryption/encryption-keys.js'
import { createKeyStores, type KeyStores } from '../../../runtime/store/encryption/key-stores.js'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import { isDue, type Row, type Store, type Write } from '../../../runtime/store/store.js'
import { tempFolder } from '../../support/temp-folder.js'
import { keyBytes, keyStores } from './encrypted.js'

const users = { collection: 'users', offset: 0, limit: 99 }
const state = { collection: '$space', id: 'state' }
const byHand = (id: string): Write => ({ write: 'put', collection: 'users', id, value: `{"id":"${id}"}` })

async function rowsOf(store: Store, space: string): Promise<readonly Row[]> {
  const page = await store.list(space, 0, users)
  return isDue(page) ? [] : page.rows
}

// What the layer above does: it keeps the key id with each space, and moves spaces of another key into a new one.
async function open(stores: KeyStores, name: string): Promise<{ store: Store; space: string }> {
  const current = stores.storeFor(stores.currentKeyId)
  const kept = await current.read(name, 0, [state])
  const [row] = isDue(kept) ? [] : kept
  const { key, space }: { key?: string; space: string } = JSON.parse(row?.value ?? `{"space":"${name}"}`)
  if (key === stores.currentKeyId) return { store: current, space }
  const next = `${space}+`
  const rows = await rowsOf(stores.storeFor(key), space)
  const writes = rows.map(({ id, value }): Write => ({ write: 'put', collection: 'users', id, value }))
  await current.commit(next, 0, { checks: [], writes })
  const value = JSON.stringify({ key: stores.currentKeyId, space: next })
  await current.commit(name, 0, { checks: [], writes: [{ write: 'put', ...state, value }] })
  return { store: current, space: next }
}

describe('A space', () => {
  it('goes from plain to a key, to the next key, and back to plain, over restarts', async () => {
    const folder = mkdtempSync(join(tempFolder('mockgen-keys'), 'store-'))
    const restart = async (current?: number, old: readonly number[] = []) =>
      keyStores(await createFileStore(folder), current, old)
    const want = ['{"id":"jane"}', '{"id":"joe"}']
    const first = createKeyStores({ store: await createFileStore(folder), keys: undefined })
    await first.storeFor(undefined).commit('s', 0, { checks: [], writes: [byHand('jane'), byHand('joe')] })
    await first.storeFor(undefined).close()

    const steps: readonly (readonly [number | undefined, readonly number[]])[] = [
      [1, []],
      [2, [1]],
      [3, [1, 2]],
      [undefined, [3]],
    ]
    for (const [current, old] of steps) {
      const stores = await restart(current, old)
      const { store, space } = await open(stores, 's')
      expect((await rowsOf(store, space)).map(({ value }) => value)).toEqual(want)
      const isPlainBelow = (await rowsOf(stores.storeFor(undefined), space)).some(({ id }) => id === 'jane')
      expect(isPlainBelow).toBe(current === undefined)
      await store.close()
    }
  })

  it('of a key that was not given says which, with or without encryption', async () => {
    const store = createMemoryStore()
    const { currentKeyId } = keyStores(store, 1)
    const unknown = expect.objectContaining({
      code: 'MOCK_STORE_KEY_UNKNOWN',
      message: expect.stringContaining(String(currentKeyId)),
      remedy: expect.stringContaining('MOCK_ENCRYPTION_OLD_KEYS'),
    })
    expect(() => keyStores(store, 2).storeFor(currentKeyId)).toThrow(unknown)
    expect(() => createKeyStores({ store, keys: undefined }).storeFor(currentKeyId)).toThrow(unknown)
  })

  it('of an old key takes no writes but those of the runtime’s own state', async () => {
    const below = createMemoryStore()
    const first = keyStores(below, 1)
    await first.storeFor(first.currentKeyId).commit('s', 0, { checks: [], writes: [byHand('jane')] })
    const old = keyStores(below, 2, [1]).storeFor(first.currentKeyId)
    const commit = (write: Write) => old.commit('s', 0, { checks: [], writes: [write] })
    await expect(commit(byHand('joe'))).rejects.toThrow(TypeError)
    expect(await commit({ write: 'put', ...state, value: '{}' })).toMatchObject({ ok: true })
    const check = { check: 'present', collection: 'users', id: 'jane' } as const
    expect(await old.commit('s', 0, { checks: [check], writes: [] })).toMatchObject({ ok: true })
    expect(await rowsOf(old, 's')).toMatchObject([{ id: 'jane' }])
  })

  it('is in plain where no key is set', async () => {
    const below = createMemoryStore()
    const none = createKeyStores({ store: below, keys: undefined })
    expect(none.currentKeyId).toBeUndefined()
    expect(none.storeFor(undefined)).toBe(below)
  })

  it('has the collections in plain that `isPlain` names, instead of the runtime’s own state', async () => {
    const store = createMemoryStore()
    const keys = createEncryptionKeys({ current: keyBytes(1) })
    const stores = createKeyStores({ store, keys, isPlain: (collection) => collection === 'users' })
    const writes: readonly Write[] = [byHand('jane'), { write: 'put', ...state, value: '{}' }]
    await stores.storeFor(stores.currentKeyId).commit('s', 0, { checks: [], writes })
    expect(await store.read('s', 0, [{ collection: 'users', id: 'jane' }, state])).toMatchObject([
      { id: 'jane' },
      undefined,
    ])
  })
})

describe('The health of all keys', () => {
  it('is that of the one store, and names rows that do not open under any of them', async () => {
    const below = createMemoryStore()
    const stores = keyStores(below, 2, [1])
    expect(await stores.health()).toMatchObject({ kind: 'memory', status: 'healthy' })
    const first = keyStores(below, 1)
    await first.storeFor(first.currentKeyId).commit('s', 0, { checks: [], writes: [byHand('jane')] })
    const [row] = await rowsOf(below, 's')
    const damaged: Write = { write: 'put', collection: 'users', id: row?.id ?? '', value: 'plain' }
    await below.commit('s', 0, { checks: [], writes: [damaged] })
    const old = stores.storeFor(first.currentKeyId)
    expect(await rowsOf(old, 's')).toEqual([])
    expect(await stores.health()).toMatchObject({
      kind: 'memory',
      status: 'degraded',
      details: { encryptionKeyId: stores.currentKeyId, unreadableRows: 1, unreadable: `s/users/${row?.id}` },
    })
    await old.drop('s')
    expect(await stores.health()).toMatchObject({ status: 'healthy' })
  })

  it('is that of the store where there is no key', async () => {
    const below = createMemoryStore()
    const stores = createKeyStores({ store: below, keys: undefined })
    expect(await stores.health()).toEqual(await below.health())
  })
})
