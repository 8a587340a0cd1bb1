// One sandbox: a world of records with a clock of its own, that no other sandbox sees.
import { MockError } from '../errors.js'
import type { StoreError } from '../store-error.js'
import { SpaceMoved } from '../transactions/space.js'
import type { ClockChange, ClockState } from './clock-state.js'
import { realTime } from './clock-state.js'
import { CurrentSpace, type CurrentSpaceParts } from './current-space.js'
import { isDamage } from './damaged-sandboxes.js'
import { type MigrationReport, readReport } from './migration/space-history.js'
import type { OpenSpace, SpacePlan } from './open-space.js'
import type { SandboxEntry } from './registry.js'
import { discardDamaged, giveUpDamaged, isDamagedSandbox } from './repair-sandbox.js'
import { SnapshotRegistry } from './snapshots/snapshot-registry.js'
import { type SnapshotLimits, Snapshots } from './snapshots/snapshots.js'
import { dropUnused, isForLater, steadyParts } from './steady-parts.js'

/** What a sandbox is made with. */
export interface SandboxParts extends CurrentSpaceParts {
  /** How long the sandbox lives after its last use, in milliseconds of real time. Default: for ever. */
  readonly expireAfterMs?: number
  readonly snapshotLimits: SnapshotLimits
  /** Drops now and then what processes have left behind that ended too early. */
  readonly tidy: () => Promise<void>
  /** Is told when the sandbox itself cannot be read, not only some record of it. */
  readonly onDamage: (error: StoreError) => void
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
  /** When the sandbox was last used while the registry could not be told. */
  #usedUntoldAt = Number.NEGATIVE_INFINITY

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

  /** What became of the records when they were last brought to other schemas; undefined where they never were. */
  readMigration(): Promise<MigrationReport | undefined> {
    return this.use(({ store, name }) => readReport({ records: store, space: name }))
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

  /**
   * Replaces all records by the seeds, and the clock by the one that it is set by. A sandbox that nobody can read is
   * repaired by it, and keeps its snapshots.
   */
  async reset(): Promise<void> {
    const plan = { clock: realTime, fill: this.#parts.fill }
    try {
      await this.#replace(plan)
    } catch (error) {
      if (!isDamage(error) || !(await giveUpDamaged(steadyParts(this.#parts), this.name))) throw error
      this.#current.forget()
      await this.#replace(plan)
    }
  }

  /**
   * Ends the sandbox with everything in it, also when nobody can read it; false when it did not exist. Used again, it begins
   * anew. StoreError MOCK_STORE_UNAVAILABLE while the store is degraded, as from everything that replaces or ends records as
   * a whole.
   */
  drop(): Promise<boolean> {
    return this.#end()
  }

  /** True when nobody has used the sandbox since `usedAt` for longer than it lives. */
  isExpired(usedAt: number): boolean {
    return Math.max(usedAt, this.#usedUntoldAt) < this.#expiredBefore()
  }

  /** Ends the sandbox if it expired; false when somebody has used it. */
  async expire(): Promise<boolean> {
    const expiredBefore = this.#expiredBefore()
    return this.#usedUntoldAt < expiredBefore && this.#end(expiredBefore)
  }

  async #recover<T>(error: unknown, work: (space: OpenSpace) => Promise<T>): Promise<T> {
    if (!(error instanceof SpaceMoved)) return this.#fail(error)
    this.#current.forget()
    return this.#current.use(work).catch((fault) => this.#fail(fault))
  }

  // What has become unreadable is looked up again next time: somebody may have repaired it.
  async #fail(error: unknown): Promise<never> {
    if (isDamage(error) && (await isDamagedSandbox(this.#parts, this.name).catch(() => false))) {
      this.#current.forget()
      this.#parts.onDamage(error)
    }
    throw error
  }

  async #useLater<T>(work: (space: OpenSpace) => Promise<T>): Promise<T> {
    try {
      if (this.#isUseToTell()) await this.#tellUse()
      return await this.#current.use(work)
    } catch (error) {
      return this.#fail(error)
    }
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

  // While the store is degraded nobody is told, and nothing is decided on when others last said so.
  async #tellUse(): Promise<void> {
    const { store, wall } = this.#parts
    const now = wall.now()
    this.#quietUntil = now + this.#tellEveryMs
    try {
      const { registry } = steadyParts(this.#parts)
      const entry = await registry.read(this.name)
      if (entry === undefined) return
      if (!this.isExpired(entry.usedAt) || !(await this.expire())) await registry.markUsed(this.name, now)
    } catch (error) {
      if (!isForLater(store, error)) throw error
      this.#usedUntoldAt = now
      this.#quietUntil = Number.NEGATIVE_INFINITY
    }
  }

  async #replace(plan: SpacePlan): Promise<void> {
    if (this.#isUseToTell()) await this.#tellUse()
    await this.#current.replace(plan)
  }

  // The snapshots go in the same commit as the sandbox. What a process that ends here leaves is found by a sweep.
  async #end(unusedSince?: number): Promise<boolean> {
    const parts = steadyParts(this.#parts)
    const { registry } = parts
    const snapshots = new SnapshotRegistry(registry)
    this.#current.forget()
    for (let attempt = 0; attempt < maxEndings; attempt++) {
      const entry = await registry.find(this.name)
      if (entry === undefined || !isUnused(entry, unusedSince)) return false
      const removal = await snapshots.removal(this.name)
      const isRemoved = await (entry === 'damaged'
        ? discardDamaged(parts, this.name, () => true, removal)
        : registry.remove(this.name, entry.space, removal, unusedSince))
      if (!isRemoved) continue
      const current = entry === 'damaged' ? [] : [entry.space]
      for (const space of [...current, ...removal.spaces]) await dropUnused(parts, space)
      this.#current.forget()
      return true
    }
    throw new MockError('MOCK_LOST_RACE', { detail: `others change the sandbox "${this.name}" all the time` })
  }
}

// Only who asks for it ends a sandbox that nobody can read.
function isUnused(entry: SandboxEntry | 'damaged', since: number | undefined): boolean {
  return since === undefined || (entry !== 'damaged' && entry.usedAt <= since)
}
