// Nobody waits for work that waits for them: what is due is settled while requests hold the keys of the same records.
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { codeOf, openTestEntities } from '../entities/open-test-entities.js'

afterEach(() => {
  vi.useRealTimers()
})

it('settling that lost a race goes on at once, although who waits for it holds the record', async () => {
  const store = createMemoryStore()
  const clock = { time: 1_000 }
  const definitions = { sessions: { ttl: 1 } }
  const theirs = openTestEntities(definitions, { store, clock })
  let races = 1
  const racing: typeof store = {
    ...store,
    commit: async (space, now, commit) => {
      if (commit.settling === true && races-- > 0) await theirs.reader('sessions').read('a')
      return store.commit(space, now, commit)
    },
  }
  const ours = openTestEntities(definitions, { store: racing, clock })
  await theirs.reader('sessions').create({ id: 'a' })
  clock.time += 1_000
  // Time stands still, so whoever waits for it waits for ever.
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  expect(await codeOf(ours.reader('sessions').update('a', { name: 'late' }))).toBe('MOCK_NOT_FOUND')
  expect(races).toBeLessThan(1)
})
