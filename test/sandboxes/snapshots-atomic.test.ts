// Snapshots that are saved and restored while clients of two servers work: each is of one moment.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Entities, EntityTransaction } from '../../runtime/entities/entities.js'
import type { Sandbox } from '../../runtime/sandboxes/sandbox.js'
import type { SnapshotDocument } from '../../runtime/sandboxes/snapshots/snapshot-document.js'
import type { TestEntity } from '../entities/open-test-entities.js'
import { describeEngines } from '../proofs/engines.js'
import { until } from '../support/redis-server.js'
import { openSandboxes } from './open-sandboxes.js'

/** How often a snapshot is saved and another restored; `npm run proofs:snapshots` does it more often. */
const rounds = Number(process.env.SNAPSHOT_ROUNDS ?? 5)

const bank: Readonly<Record<string, TestEntity>> = {
  accounts: { generateKey: 'none' },
  lefts: { generateKey: 'none' },
  rights: { generateKey: 'none' },
  marks: { generateKey: 'none', unique: ['text'] },
}
const accounts = 10
const balance = 100
const clientsPerServer = 4
/** Work that is done, at least, between two restores. */
const marksPerRound = 30

/** How often a snapshot is replaced while it is being read: less often than a reader begins again. */
const replacements = 15

/** More than are read at once. */
const manyMarks = 400

/** A mark that a client made: how many restores had begun, and how many were done, around its making. */
interface Mark {
  readonly doneAtStart: number
  /** Undefined until it is acknowledged. */
  begunAtEnd?: number
}

/** What all clients know of the restores. */
class History {
  begun = 0
  done = 0
  /** The last restore of which a read has seen something: others must see it from then on, also before it is done. */
  seen = 0
  isOver = false
  readonly marks = new Map<string, Mark>()

  /** Marks that cannot have outlived the last restore that was done when a read began. */
  wiped(ids: Iterable<string>, done: number): readonly string[] {
    return [...ids].filter((id) => (this.marks.get(id)?.begunAtEnd ?? Number.POSITIVE_INFINITY) < done)
  }

  /** Marks that were made and acknowledged after the last restore. */
  kept(): readonly string[] {
    return [...this.marks]
      .filter(([, { doneAtStart, begunAtEnd }]) => begunAtEnd !== undefined && doneAtStart === this.done)
      .map(([id]) => id)
  }
}

describeEngines('snapshots while two servers work', (engine) => {
  it(`are of one moment (${rounds} rounds)`, { timeout: 60_000 + rounds * 4_000 }, async () => {
    const [storeA, storeB] = await engine.openPair()
    const wall = { time: 0, now: () => Date.now() }
    const servers = [storeA, storeB].map((store, i) => openSandboxes(store, bank, { seed: i + 1, wall }))
    const boxes = servers.map(({ sandboxes }) => sandboxes.get('bank'))
    const [first, second] = boxes
    if (first === undefined || second === undefined) throw new Error('There are two servers')
    await first.use(openAccounts)
    await first.snapshots.save('base')

    const history = new History()
    const clients = boxes.flatMap((box, server) =>
      Array.from({ length: clientsPerServer }, (_, i) => work(box, history, `${server}-${i}`)),
    )
    const readers = boxes.map((box) => read(box, history))
    try {
      for (let round = 0; round < rounds; round++) {
        await until(async () => history.kept().length >= marksPerRound)
        const [saver, restorer] = round % 2 === 0 ? [first, second] : [second, first]
        await saver.snapshots.save('now')
        expectWhole(await restorer.snapshots.export('now'))
        const kept = history.kept()
        expect(await marksOf(saver)).toEqual(expect.arrayContaining([...kept]))
        history.begun++
        await restorer.snapshots.restore('base')
        history.done++
        for (const box of boxes) expect(history.wiped(await marksOf(box), history.done)).toEqual([])
      }
      await until(async () => history.kept().length >= marksPerRound)
    } finally {
      history.isOver = true
      await Promise.all([...clients, ...readers])
    }
    expect(await marksOf(first)).toEqual(expect.arrayContaining([...history.kept()]))
    expect(await sumOf(second)).toBe(accounts * balance)
  })
})

describeEngines('a snapshot that is replaced again and again', (engine) => {
  it('is restored and exported as a whole', { timeout: 60_000 }, async () => {
    const [storeA, storeB] = await engine.openPair()
    const wall = { time: 0, now: () => Date.now() }
    const [saver, reader] = [storeA, storeB].map((store, i) =>
      openSandboxes(store, bank, { seed: i + 1, wall }),
    )
    if (saver === undefined || reader === undefined) throw new Error('There are two servers')
    const source = saver.sandboxes.get(undefined)
    await source.use(({ entities }) =>
      entities.transaction(async (unit) => {
        for (let i = 0; i < manyMarks; i++) await unit.records('marks').create({ id: `${i}`, text: `${i}` })
      }),
    )
    await source.snapshots.save('one')
    const saving = (async () => {
      for (let i = 0; i < replacements; i++) await source.snapshots.save('one')
    })()
    const box = reader.sandboxes.get('copy')
    for (let round = 0; round < 5; round++) {
      await box.snapshots.restore('one')
      expect(await marksOf(box)).toHaveLength(manyMarks)
      const { entities } = await box.snapshots.export('one')
      expect(entities.marks).toHaveLength(manyMarks)
    }
    await saving
  })
})

async function openAccounts({ entities }: { readonly entities: Entities }): Promise<void> {
  await entities.transaction(async (unit) => {
    for (let i = 0; i < accounts; i++) await unit.records('accounts').create({ id: `${i}`, balance })
  })
}

async function work(box: Sandbox, history: History, name: string): Promise<void> {
  for (let i = 0; !history.isOver; i++) {
    const id = `${name}-${i}`
    const mark: Mark = { doneAtStart: history.done }
    history.marks.set(id, mark)
    await box.use(({ entities }) => entities.transaction((unit) => makeMark(unit, id)))
    mark.begunAtEnd = history.begun
    await box.use(({ entities }) => entities.transaction((unit) => transfer(unit, i)))
    await nextTurn()
  }
}

async function read(box: Sandbox, history: History): Promise<void> {
  while (!history.isOver) {
    const { begun, done, seen } = history
    const ids = await marksOf(box)
    expect(history.wiped(ids, Math.max(done, seen))).toEqual([])
    // There were such marks before each restore, so a world without them is the restored one.
    if (history.wiped(ids, begun).length === 0) history.seen = Math.max(history.seen, begun)
    expect(await sumOf(box)).toBe(accounts * balance)
    await nextTurn()
  }
}

async function makeMark(unit: EntityTransaction, id: string): Promise<void> {
  await unit.records('lefts').create({ id })
  await unit.records('marks').create({ id, text: id })
  await unit.records('rights').create({ id })
}

async function transfer(unit: EntityTransaction, i: number): Promise<void> {
  const [from, to] = [`${i % accounts}`, `${(i * 3 + 1) % accounts}`]
  if (from === to) return
  const records = unit.records('accounts')
  const [source, target] = [await records.read(from), await records.read(to)]
  await records.update(from, { balance: Number(source?.value.balance) - 1 })
  await records.update(to, { balance: Number(target?.value.balance) + 1 })
}

async function marksOf(box: Sandbox): Promise<readonly string[]> {
  const ids: string[] = []
  await box.use(async ({ entities }) => {
    ids.length = 0
    for (let total = 1; ids.length < total; ) {
      const page = await entities.reader('marks').list({ offset: ids.length, limit: 1_000 })
      total = page.total
      for (const { value } of page.records) ids.push(String(value.id))
    }
  })
  return ids
}

async function sumOf(box: Sandbox): Promise<number> {
  const { records } = await box.use(({ entities }) => entities.reader('accounts').list())
  return records.reduce((sum, { value }) => sum + Number(value.balance), 0)
}

function expectWhole({ entities }: SnapshotDocument): void {
  const ids = (entity: string) => (entities[entity] ?? []).map(({ id }) => id)
  expect(ids('lefts')).toEqual(ids('rights'))
  expect(ids('lefts')).toEqual(ids('marks'))
  const balances = (entities.accounts ?? []).map((account) => Number(account.balance))
  expect(balances.reduce((sum, one) => sum + one, 0)).toBe(accounts * balance)
}
