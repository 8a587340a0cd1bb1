// One sandbox: a world of records with a clock of its own, that no other sandbox sees.
import { MockError } from '../errors.js'
import { SpaceMoved } from '../transactions/space.js'
import type { ClockChange, ClockState } from './clock-state.js'
import { realTime } from './clock-state.js'
import { CurrentSpace, type CurrentSpaceParts } from './current-space.js'
import type { OpenSpace, SpacePlan } from './open-space.js'
import { SnapshotRegistry } from './snapshots/snapshot-registry.js'
import { type SnapshotLimits, Snapshots } from './snapshots/snapshots.js'

/** What a sandbox is made with. */
export interface SandboxParts extends CurrentSpaceParts {
  /** How long the sandbox lives after its last use, in milliseconds of real time. Default: for ever. */
  readonly expireAfterMs?: number
  readonly snapshotLimits: SnapshotLimits
  /** Drops now and then what processes have left behind that ended too early. */
  readonly tidy: () => Promise<void>
}

/** How often ending a sandbox is tried again because somebody saved or deleted a snapshot of it at the same moment. */
const maxEndings = 100

/** A sandbox, whether or not it exists in the store yet. */
export class Sandbox {
  readonly name: string
  readonly snapshots: Snapshots
  readonly #parts: SandboxParts
  readonly #current: CurrentSpace
  /** Until when the registry need not be told that the sandbox is used. */
  #quietUntil: number

  constructor(name: string, parts: SandboxParts) {
    this.name = name
    this.#parts = parts
    this.#current = new CurrentSpace(name, parts)
    this.snapshots = new Snapshots(name, {
      ...parts,
      limits: parts.snapshotLimits,
      use: (work) => this.use(work),
      replace: (plan) => this.#replace(plan),
    })
    this.#quietUntil = parts.expireAfterMs === undefined ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  /**
   * Runs work on the records, which are made from the seeds when the sandbox does not exist. When the records are replaced
   * or dropped meanwhile, nothing that the work wrote has happened, and it runs again on what there is then.
   */
  use<T>(work: (space: OpenSpace) => Promise<T>): Promise<T> {
    const { known } = this.#current
    if (known === undefined || this.#isUseToTell()) return this.#useLater(work)
    return work(known).catch((error) => this.#recover(error, work))
  }

  /** How the clock stands. */
  async readClock(): Promise<ClockState> {
    return (await this.#current.readState()).clock
  }

  /** Changes the clock in one moment for all who use the sandbox; how it stands then. */
  async changeClock(change: ClockChange): Promise<ClockState> {
    const base = this.#parts.clock.now()
    let changed: ClockState = realTime
    await this.#current.changeState((state) => {
      changed = change(state.clock, base)
      return { ...state, clock: changed }
    })
    return changed
  }

  /** Replaces all records by the seeds, and the clock by the one that it is set by. */
  reset(): Promise<void> {
    return this.#replace({ clock: realTime, fill: this.#parts.fill })
  }

  /** Ends the sandbox with everything in it; false when it did not exist. Used again, it begins anew. */
  drop(): Promise<boolean> {
    return this.#end()
  }

  /** True when nobody has used the sandbox since `usedAt` for longer than it lives. */
  isExpired(usedAt: number): boolean {
    return usedAt < this.#expiredBefore()
  }

  /** Ends the sandbox if it expired; false when somebody has used it. */
  expire(): Promise<boolean> {
    return this.#end(this.#expiredBefore())
  }

  async #recover<T>(error: unknown, work: (space: OpenSpace) => Promise<T>): Promise<T> {
    if (!(error instanceof SpaceMoved)) throw error
    this.#current.forget()
    return this.#current.use(work)
  }

  async #useLater<T>(work: (space: OpenSpace) => Promise<T>): Promise<T> {
    if (this.#isUseToTell()) await this.#tellUse()
    return this.#current.use(work)
  }

  // Uses are told so often that nobody takes a sandbox that is used for one that is not.
  get #tellEveryMs(): number {
    return (this.#parts.expireAfterMs ?? Number.POSITIVE_INFINITY) / 10
  }

  #expiredBefore(): number {
    const { wall, expireAfterMs = Number.POSITIVE_INFINITY } = this.#parts
    return wall.now() - expireAfterMs - this.#tellEveryMs
  }

  #isUseToTell(): boolean {
    return this.#quietUntil !== Number.POSITIVE_INFINITY && this.#parts.wall.now() >= this.#quietUntil
  }

  async #tellUse(): Promise<void> {
    const { registry, wall } = this.#parts
    const now = wall.now()
    this.#quietUntil = now + this.#tellEveryMs
    const entry = await registry.read(this.name)
    if (entry === undefined) return
    if (!this.isExpired(entry.usedAt) || !(await this.expire())) await registry.markUsed(this.name, now)
  }

  async #replace(plan: SpacePlan): Promise<void> {
    if (this.#isUseToTell()) await this.#tellUse()
    await this.#current.replace(plan)
  }

  // The snapshots go in the same commit as the sandbox. What a process that ends here leaves is found by a sweep.
  async #end(unusedSince?: number): Promise<boolean> {
    const { registry, store } = this.#parts
    const snapshots = new SnapshotRegistry(registry)
    this.#current.forget()
    for (let attempt = 0; attempt < maxEndings; attempt++) {
      const entry = await registry.read(this.name)
      if (entry === undefined || (unusedSince !== undefined && entry.usedAt > unusedSince)) return false
      const removal = await snapshots.removal(this.name)
      if (!(await registry.remove(this.name, entry.space, removal, unusedSince))) continue
      for (const space of [entry.space, ...removal.spaces]) await store.drop(space)
      this.#current.forget()
      return true
    }
    throw new MockError('MOCK_LOST_RACE', { detail: `others change the sandbox "${this.name}" all the time` })
  }
}
