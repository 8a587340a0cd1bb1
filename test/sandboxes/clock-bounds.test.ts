// The ends of time: no clock can be set so that its sandbox cannot be used any more.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  advancedBy,
  type ClockChange,
  frozen,
  readClockState,
  readStoredClockState,
  released,
  running,
  setTo,
} from '../../runtime/sandboxes/clock-state.js'
import { printState } from '../../runtime/sandboxes/space-state.js'
import type { Store } from '../../runtime/store/store.js'
import { codeOf, type TestEntity } from '../entities/open-test-entities.js'
import { onEveryStore } from '../support/on-every-store.js'
import { openSandboxes, type TestSandboxes } from './open-sandboxes.js'

const users: Readonly<Record<string, TestEntity>> = { users: { timestamps: { created: 'createdAt' } } }
const [first, last] = [Date.parse('1970-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]

onEveryStore('a clock at the end of time', (openStore) => {
  let store: Store
  let opened: TestSandboxes
  beforeEach(async () => {
    store = await openStore()
    opened = openSandboxes(store, users)
  })
  afterEach(() => store.close())

  const shown = (server = opened) => server.sandboxes.get('one').use(async ({ clock }) => clock.now())
  const change = (next: ClockChange) => opened.sandboxes.get('one').changeClock(next)
  const create = () => opened.sandboxes.get('one').use(({ entities }) => entities.reader('users').create({}))

  it.each<[string, { time: number; wait: number; want: number }]>([
    ['runs up to the last moment', { time: last - 49, wait: 100, want: last }],
    ['does not run before the first', { time: first, wait: -100, want: first }],
  ])('%s, stands still there, and runs on', async (_, { time, wait, want }) => {
    await change(setTo(time))
    opened.clock.time += wait
    expect(await shown()).toBe(want)
    for (const next of [frozen, running, frozen]) {
      await change(next)
      expect(await shown()).toBe(want)
      expect(await shown(openSandboxes(store, users, { seed: 2, clock: opened.clock }))).toBe(want)
    }
    expect((await create()).value).toMatchObject({ createdAt: new Date(want).toISOString() })
    await change(released)
    expect(await shown()).toBe(opened.clock.time)
  })

  it('can be turned back from there', async () => {
    await change(setTo(last))
    opened.clock.time += 1_000
    await change(advancedBy(-1_000))
    expect(await shown()).toBe(last - 1_000)
    await expect(change(advancedBy(2_000))).rejects.toThrow(RangeError)
    expect(await shown()).toBe(last - 1_000)
  })

  it.each([9e15, -9e15, 1e308])('is not imported %d ms from now', async (offsetMs) => {
    const document = { format: 'mockgen-snapshot', version: 1, clock: { offsetMs }, entities: {} }
    const { snapshots } = opened.sandboxes.get('one')
    expect(await codeOf(snapshots.import('far', document))).toBe('MOCK_SNAPSHOT_INVALID')
    expect(await snapshots.list()).toEqual([])
  })

  it('shows the last moment where something later was stored', async () => {
    await create()
    const space = (await store.spaces()).find((name) => name.startsWith('test/one/')) ?? ''
    const ref = { collection: '$space', id: 'state' }
    const rows = await store.read(space, 0, [ref])
    const [row] = 'due' in rows ? [] : rows
    const stored = { ...JSON.parse(row?.value ?? ''), clock: { offsetMs: 9e15, frozenAt: last + 50 } }
    await store.commit(space, 0, {
      checks: [],
      writes: [{ write: 'put', ...ref, value: JSON.stringify(stored) }],
    })
    expect(await shown(openSandboxes(store, users, { seed: 3 }))).toBe(last)
    await create()
    await change(running)
    expect(await shown(openSandboxes(store, users, { seed: 2 }))).toBe(last)
  })
})

describe('the state of a clock', () => {
  const most = last - first
  it.each<[string, { given: unknown; want: unknown; stored: unknown }]>([
    ['the farthest', { given: { offsetMs: most }, want: { offsetMs: most }, stored: { offsetMs: most } }],
    ['farther', { given: { offsetMs: most + 1 }, want: undefined, stored: { offsetMs: most } }],
    ['farther back', { given: { offsetMs: -most - 1 }, want: undefined, stored: { offsetMs: -most } }],
    [
      'a stop after all time',
      {
        given: { offsetMs: 0, frozenAt: last + 1 },
        want: undefined,
        stored: { offsetMs: 0, frozenAt: last },
      },
    ],
    ['no number', { given: { offsetMs: '1' }, want: undefined, stored: undefined }],
    ['not a number', { given: { offsetMs: Number.NaN }, want: undefined, stored: undefined }],
    ['a stop that is none', { given: { offsetMs: 0, frozenAt: null }, want: undefined, stored: undefined }],
    ['a list', { given: [], want: undefined, stored: undefined }],
  ])('is read strictly from outside, and leniently from the store: %s', (_, { given, want, stored }) => {
    expect(readClockState(given)).toEqual(want)
    expect(readStoredClockState(given)).toEqual(stored)
  })

  it('is not printed when nobody could read it again', () => {
    const state = { layout: '', schemas: '', collections: [], createdAt: 0 }
    expect(() => printState({ ...state, clock: { offsetMs: Number.NaN } })).toThrow(TypeError)
  })
})
