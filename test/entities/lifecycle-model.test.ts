// Any state machine, under any changes and any clock, does what a simulation of every single millisecond does.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MockError } from '../../runtime/errors.js'
import type { LifecycleFacts, TransitionFacts } from '../../runtime/facts.js'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import type { Store } from '../../runtime/store/store.js'
import { onEveryStore } from './on-every-store.js'
import { openTestEntities, type TestEntities, type TestEntity } from './open-test-entities.js'

const states = ['s0', 's1', 's2', 's3'] as const
const refreshes = ['write', 'access', 'never'] as const
const start = 1_000_000
const maxLook = 40

interface Way {
  readonly from: number
  readonly to: number
  readonly afterMs: number | undefined
  /** Least `n` with which it is possible; a text where asking fails. */
  readonly least: number | undefined
  readonly adds: number
}

interface Machine {
  readonly ways: readonly Way[]
  readonly ttlMs: number | undefined
  readonly refresh: (typeof refreshes)[number]
}

type Act =
  | { readonly act: 'create'; readonly n: number; readonly ttlMs: number | undefined }
  | { readonly act: 'change'; readonly id: number; readonly n: number; readonly ttlMs: number | undefined }
  | { readonly act: 'move'; readonly id: number; readonly to: number }
  | { readonly act: 'read' | 'delete'; readonly id: number }
  | { readonly act: 'wait'; readonly ms: number }
  | { readonly act: 'look' }

const way: fc.Arbitrary<Way> = fc.record({
  from: fc.nat(states.length - 1),
  to: fc.nat(states.length - 1),
  afterMs: fc.option(fc.nat(9), { nil: undefined }),
  least: fc.option(fc.nat(4), { nil: undefined }),
  adds: fc.nat(2),
})
// What takes no time leads to a later state, so that it leads nowhere twice.
const machine: fc.Arbitrary<Machine> = fc.record({
  ways: fc
    .array(way, { minLength: 3, maxLength: 8 })
    .map((ways) =>
      ways.map((one) => (one.afterMs === 0 && one.to <= one.from ? { ...one, afterMs: 1 } : one)),
    ),
  ttlMs: fc.option(fc.integer({ min: 5, max: 30 }), { nil: undefined }),
  refresh: fc.constantFrom(...refreshes),
})
const id = fc.integer({ min: 1, max: 3 })
const ttlMs = fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined, freq: 3 })
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof<fc.Arbitrary<Act>[]>(
    fc.record({ act: fc.constant('create'), n: fc.nat(3), ttlMs }),
    fc.record({ act: fc.constant('change'), id, n: fc.nat(5), ttlMs }),
    fc.record({ act: fc.constant('move'), id, to: fc.nat(states.length - 1) }),
    fc.record({ act: fc.constantFrom('read', 'delete'), id }),
    fc.record({ act: fc.constant('wait'), ms: fc.nat(4) }),
    fc.record({ act: fc.constant('wait'), ms: fc.nat(maxLook) }),
    fc.constant({ act: 'look' }),
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
)

onEveryStore('any state machine', (world) => {
  it('moves as its simulation, on two servers', async () => {
    const run = async (drawn: Machine, script: readonly Act[]) => {
      const place = world()
      await agree(drawn, script, [await place.connect(), await place.connect()])
    }
    await fc.assert(fc.asyncProperty(machine, acts, run), { numRuns: 12 })
  })
})

it('any state machine moves as its simulation, in many runs', async () => {
  const run = (drawn: Machine, script: readonly Act[]) => agree(drawn, script, [createMemoryStore()])
  await fc.assert(fc.asyncProperty(machine, acts, run), { numRuns: 250 })
})

async function agree(drawn: Machine, script: readonly Act[], stores: readonly Store[]): Promise<void> {
  const clock = { time: start }
  const servers = stores.map((store) => openTestEntities({ jobs: entityOf(drawn) }, { store, clock }))
  const model = new Simulation(drawn)
  for (const [position, act] of [...script, { act: 'look' } as const].entries()) {
    const server = servers[position % servers.length]
    if (server === undefined) throw new Error('There is no server')
    if (act.act === 'wait') clock.time += act.ms
    else expect([position, await carryOut(server, act)]).toEqual([position, model.carryOut(act, clock.time)])
  }
}

function entityOf({ ways, ttlMs: ttl, refresh }: Machine): TestEntity {
  const lifecycle: LifecycleFacts = {
    field: 'state',
    initial: states[0],
    transitions: ways.map(transitionOf),
  }
  const integer = { type: 'integer' }
  return {
    generateKey: 'increment',
    schema: { properties: { id: integer, n: integer, at: integer } },
    timestamps: { updated: 'at' },
    version: 'revision',
    indexes: ['state'],
    ownTtl: true,
    ttlRefresh: refresh,
    ...(ttl !== undefined && { ttl: ttl / 1_000 }),
    // A machine of which nothing leads to or from the first state still begins there.
    lifecycle: { ...lifecycle, transitions: [...lifecycle.transitions, { from: ['unused'], to: states[0] }] },
  }
}

function transitionOf({ from, to, afterMs, least, adds }: Way): TransitionFacts {
  return {
    from: [stateAt(from)],
    to: stateAt(to),
    ...(afterMs !== undefined && { afterMs }),
    ...(least !== undefined && { when: `entity.n >= ${least}` }),
    set: { n: `{{ entity.n + ${adds} }}`, trail: `{{ entity.trail }}${to}` },
  }
}

async function carryOut(server: TestEntities, act: Exclude<Act, { readonly act: 'wait' }>): Promise<unknown> {
  const jobs = server.reader('jobs')
  try {
    switch (act.act) {
      case 'create':
        return (await jobs.create({ n: act.n, trail: '' }, own(act.ttlMs))).value
      case 'change':
        return (await jobs.update(act.id, { n: act.n }, own(act.ttlMs))).value
      case 'move':
        return (await jobs.update(act.id, { state: stateAt(act.to) })).value
      case 'read':
        return (await jobs.read(act.id))?.value
      case 'delete':
        return (await jobs.delete(act.id))?.value
      case 'look': {
        const { records } = await jobs.list()
        for (const state of states) {
          const found = await jobs.list({ where: { state } })
          const wanted = records.filter(({ value }) => value.state === state)
          expect(found.records.map(({ json }) => json)).toEqual(wanted.map(({ json }) => json))
        }
        return records.map(({ value }) => value)
      }
    }
  } catch (error) {
    if (error instanceof MockError) return error.code
    throw error
  }
}

interface Job {
  readonly id: number
  n: number
  trail: string
  state: number
  at: number
  revision: number
  entered: number
  ttlMs: number | undefined
  expires: number
}

/** Lives through every millisecond, and asks of each job in each what happens to it. */
class Simulation {
  readonly #machine: Machine
  readonly #jobs = new Map<number, Job>()
  #lastId = 0
  #now = start

  constructor(drawn: Machine) {
    this.#machine = drawn
  }

  carryOut(act: Exclude<Act, { readonly act: 'wait' }>, now: number): unknown {
    while (this.#now < now) {
      this.#now++
      for (const job of this.#jobs.values()) this.#live(job, false)
    }
    if (act.act === 'look') return [...this.#jobs.values()].map(shown)
    if (act.act === 'create') return this.#create(act.n, act.ttlMs)
    const job = this.#jobs.get(act.id)
    if (job === undefined) return act.act === 'read' || act.act === 'delete' ? undefined : 'MOCK_NOT_FOUND'
    if (act.act === 'delete') this.#jobs.delete(job.id)
    if (act.act === 'read' && this.#machine.refresh === 'access') this.#renew(job)
    if (act.act === 'change') return this.#change(job, act.n, act.ttlMs)
    return act.act === 'move' ? this.#move(job, act.to) : shown(job)
  }

  #create(n: number, ttlMs: number | undefined): unknown {
    const now = this.#now
    const job: Job = {
      id: ++this.#lastId,
      n,
      trail: '',
      state: 0,
      at: now,
      revision: 1,
      entered: now,
      ttlMs,
      expires: Number.POSITIVE_INFINITY,
    }
    this.#renew(job)
    this.#jobs.set(job.id, job)
    return this.#answered(job, false)
  }

  #change(job: Job, n: number, ttlMs: number | undefined): unknown {
    job.n = n
    this.#stamp(job)
    if (ttlMs !== undefined) {
      job.ttlMs = ttlMs
      this.#renew(job)
    }
    return this.#answered(job, true)
  }

  #move(job: Job, to: number): unknown {
    if (to !== job.state) {
      const taken = this.#machine.ways.find(
        (one) => one.from === job.state && one.to === to && isOpen(one, job),
      )
      if (taken === undefined) return 'MOCK_TRANSITION'
      this.#enter(job, taken)
    } else this.#stamp(job)
    return this.#answered(job, to === job.state)
  }

  // The answer is what was made of it; what happens by itself at the same instant is seen by the next one who looks.
  #answered(job: Job, isChanged: boolean): unknown {
    const answer = shown(job)
    this.#live(job, isChanged)
    return answer
  }

  #live(job: Job, isChanged: boolean): void {
    for (let tryOverdue = isChanged; ; tryOverdue = false) {
      if (job.expires <= this.#now) {
        this.#jobs.delete(job.id)
        return
      }
      const ripe = this.#machine.ways
        .filter((one) => one.from === job.state && one.afterMs !== undefined)
        .map((one) => ({ ...one, due: job.entered + (one.afterMs ?? 0) }))
        .filter(({ due }) => due === this.#now || (tryOverdue && due < this.#now))
        .sort((a, b) => a.due - b.due)
      const next = ripe.find((one) => isOpen(one, job))
      if (next === undefined) return
      this.#enter(job, next)
    }
  }

  #enter(job: Job, { to, adds }: Way): void {
    job.state = to
    job.n += adds
    job.trail += to
    job.entered = this.#now
    this.#stamp(job)
  }

  #stamp(job: Job): void {
    job.at = this.#now
    job.revision++
    if (this.#machine.refresh !== 'never') this.#renew(job)
  }

  #renew(job: Job): void {
    job.expires = this.#now + (job.ttlMs ?? this.#machine.ttlMs ?? Number.POSITIVE_INFINITY)
  }
}

function isOpen({ least }: Way, { n }: Job): boolean {
  return least === undefined || n >= least
}

function shown({ id: key, n, trail, state, at, revision }: Job): unknown {
  return { id: key, n, trail, state: stateAt(state), at, revision }
}

function stateAt(position: number): string {
  return states[position] ?? ''
}

function own(given: number | undefined): { readonly ttlMs?: number } {
  return given === undefined ? {} : { ttlMs: given }
}
