// A process that ends while it saves, restores, imports or drops: all or nothing of it is seen, and nothing stays behind.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../runtime/sandboxes/sandbox.js'
import type { Store } from '../../runtime/store/store.js'
import type { TestEntity } from '../entities/open-test-entities.js'
import { onEveryStore } from '../support/on-every-store.js'
import { endingStore, ProcessEnded } from './ending-store.js'
import { hurriedMs, openSandboxes, type TestSandboxes } from './open-sandboxes.js'

const users: Readonly<Record<string, TestEntity>> = { users: { unique: ['email'] } }
const imported = {
  format: 'mockgen-snapshot',
  version: 1,
  entities: { users: [{ id: 'imported' }] },
}

/** A world is `current: snapshot one / snapshot two`, the users of each by their ids. */
const before = 'a b: a / none'

const works: readonly (readonly [
  string,
  { run: (sandbox: Sandbox) => Promise<unknown>; want: readonly string[] },
])[] = [
  ['saves a snapshot', { run: ({ snapshots }) => snapshots.save('two'), want: ['a b: a / a b'] }],
  ['replaces a snapshot', { run: ({ snapshots }) => snapshots.save('one'), want: ['a b: a b / none'] }],
  ['restores a snapshot', { run: ({ snapshots }) => snapshots.restore('one'), want: ['a: a / none'] }],
  [
    'imports a snapshot',
    { run: ({ snapshots }) => snapshots.import('two', imported), want: ['a b: a / imported'] },
  ],
  ['deletes a snapshot', { run: ({ snapshots }) => snapshots.delete('one'), want: ['a b: none / none'] }],
  ['drops the sandbox', { run: (sandbox) => sandbox.drop(), want: [': none / none'] }],
]

onEveryStore('a process that ends while it', (openStore) => {
  let store: Store
  let runs = 0
  let step = 1
  beforeAll(async () => {
    store = await openStore()
    // In memory every call is the last one once; elsewhere a third of them, because runs take ten times as long.
    step = (await store.health()).kind === 'memory' ? 1 : 3
  })
  afterAll(() => store.close())

  it.each(works)(
    '%s did all of it or nothing, and what it leaves is swept',
    { timeout: 120_000 },
    async (_, work) => {
      for (const when of ['before', 'after'] as const) {
        for (let last = 1; ; last += step) {
          const namespace = `run${++runs}`
          const first = openSandboxes(store, users, { namespace, seed: 1 })
          await create(first, 'a')
          await first.sandboxes.get('box').snapshots.save('one')
          await create(first, 'b')

          const ending = endingStore(store, last, when)
          const ended = openSandboxes(ending.store, users, { namespace, seed: 2 })
          const hasEnded = await work.run(ended.sandboxes.get('box')).then(
            () => false,
            (error: unknown) => {
              if (!(error instanceof ProcessEnded)) throw error
              return true
            },
          )

          const after = openSandboxes(store, users, { namespace, seed: 3, monotonicMs: hurriedMs() })
          after.wall.time += 11 * 60_000
          // Whoever comes first, a request or a sweep, finds what the process has left.
          if (last % 2 === 0) await after.sandboxes.sweep()
          const found = await look(after)
          expect(hasEnded ? [before, ...work.want] : work.want, `${when} call ${last}`).toContain(found)
          await after.sandboxes.sweep()
          expect(await look(after)).toBe(found)
          await create(after, 'c')
          const snapshots = await after.sandboxes.get('box').snapshots.list()
          const left = (await store.spaces()).filter((name) => name.startsWith(`${namespace}/`))
          expect(left, `${when} call ${last}`).toHaveLength(1 + snapshots.length)
          if (!hasEnded) break
        }
      }
    },
  )
})

async function create({ sandboxes }: TestSandboxes, id: string): Promise<void> {
  await sandboxes.get('box').use(({ entities }) => entities.reader('users').create({ id, email: `${id}@x` }))
}

async function look(server: TestSandboxes): Promise<string> {
  const current = await server.sandboxes.get('box').use(async ({ entities }) => {
    const { records } = await entities.reader('users').list()
    return records.map(({ value }) => value.id).join(' ')
  })
  const one = await contentOf(server, 'one')
  const two = await contentOf(server, 'two')
  return `${current}: ${one} / ${two}`
}

async function contentOf({ sandboxes }: TestSandboxes, name: string): Promise<string> {
  const { snapshots } = sandboxes.get('box')
  if ((await snapshots.list()).every((snapshot) => snapshot.name !== name)) return 'none'
  const { entities } = await snapshots.export(name)
  return (entities.users ?? []).map(({ id }) => id).join(' ')
}
