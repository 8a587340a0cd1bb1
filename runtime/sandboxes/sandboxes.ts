// All sandboxes of a mock: found by the name that a request gives, made when they are first used, gone when nobody uses
// them any more.
import { MockError } from '../errors.js'
import { DamagedSandboxes, type SandboxesHealth } from './damaged-sandboxes.js'
import { Holds } from './hold.js'
import type { OpenSpace, SpaceParts } from './open-space.js'
import { dropOrphans, type OrphanParts } from './orphans.js'
import { defaultSandbox, isSandboxName, Registry } from './registry.js'
import { isDamagedSandbox } from './repair-sandbox.js'
import { Sandbox, type SandboxParts } from './sandbox.js'
import { fillFromSnapshot } from './snapshots/snapshot-fill.js'
import { defaultSnapshotLimits, type SnapshotLimits } from './snapshots/snapshots.js'
import { isForLater, steadyParts } from './steady-parts.js'

/** How sandboxes are chosen and bounded. */
export interface SandboxSettings {
  /** Request header that names the sandbox. */
  readonly header: string
  /** True: a request without the header is refused. False: it acts on the sandbox `default`. */
  readonly required: boolean
  /** Most sandboxes at a time. */
  readonly maxSandboxes: number
  /** How long a sandbox lives after its last use, in milliseconds of real time. The default sandbox lives on. */
  readonly expireAfterMs: number
  readonly snapshotLimits: SnapshotLimits
  /** The snapshot of the default sandbox that all others begin as. Default: they begin as the seeds. */
  readonly beginAs?: string
}

export const defaultSandboxSettings: SandboxSettings = Object.freeze({
  header: 'X-Mock-Sandbox',
  required: false,
  maxSandboxes: 1_000,
  expireAfterMs: 3_600_000,
  snapshotLimits: defaultSnapshotLimits,
})

/** A sandbox as a list shows it. Times are wall time in epoch milliseconds. */
export interface SandboxInfo {
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number
}

/** What sandboxes are made with. */
export interface SandboxesOptions extends Omit<SpaceParts, 'holds'>, Pick<SandboxParts, 'fill' | 'log'> {
  /** Name of the mock in its store: the registry's space, and the beginning of all others. */
  readonly namespace: string
  readonly settings: SandboxSettings
  /** Measures durations, in milliseconds. Default: this machine's monotonic clock. */
  readonly monotonicMs?: () => number
}

/** How often, at most, those that nobody uses are looked for, in milliseconds. */
const sweepEveryMs = 60_000

/** The sandboxes of one mock. */
export class Sandboxes {
  readonly settings: SandboxSettings
  readonly #options: SandboxesOptions & Pick<SpaceParts, 'holds'>
  readonly #registry: Registry
  readonly #damaged: DamagedSandboxes
  readonly #known = new Map<string, Sandbox>()
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(options: SandboxesOptions) {
    this.#options = { ...options, holds: new Holds(options) }
    this.settings = options.settings
    this.#damaged = new DamagedSandboxes(options.log)
    this.#registry = new Registry(options.store, options.namespace, this.#damaged)
  }

  /**
   * The sandbox that a request names, which begins to exist when it is used. MOCK_SANDBOX_REQUIRED without a name where
   * one is required, MOCK_SANDBOX_NAME for a name that cannot be one.
   */
  get(name: string | undefined): Sandbox {
    return this.#known.get(name ?? this.#nameless()) ?? this.#add(name ?? defaultSandbox)
  }

  /** All that exist and can be read, the oldest first. */
  async list(): Promise<readonly SandboxInfo[]> {
    await this.sweep()
    const entries = await this.#registry.all()
    return [...entries].map(([name, { createdAt, usedAt }]) => ({ name, createdAt, usedAt }))
  }

  /**
   * Ends those that nobody has used for too long, and drops what processes have left behind that ended too early. While the
   * store is degraded nothing of that is done: it is left to the next sweep.
   */
  async sweep(): Promise<void> {
    const { wall, log, store } = this.#options
    this.#sweptAt = wall.now()
    try {
      await this.#sweep(steadyParts({ ...this.#options, registry: this.#registry }))
    } catch (error) {
      if (!isForLater(store, error)) throw error
      log.debug({ err: error }, 'Nothing is swept while the store is away')
    }
  }

  async #sweep(parts: OrphanParts): Promise<void> {
    const { registry, log } = parts
    for (const [name, { usedAt }] of await registry.all()) {
      if (name === defaultSandbox || !this.get(name).isExpired(usedAt)) continue
      if (await this.get(name).expire()) log.info({ sandbox: name }, 'The sandbox expired: nobody used it')
      this.#known.delete(name)
    }
    await dropOrphans(parts)
  }

  /** How they are: degraded while some are damaged, which `reset` and `drop` repair. */
  health(): Promise<SandboxesHealth> {
    const parts = { store: this.#options.store, registry: this.#registry }
    // What cannot be looked at just now is as it was.
    return this.#damaged.health((name) => isDamagedSandbox(parts, name).catch(() => true))
  }

  #nameless(): string {
    if (!this.settings.required) return defaultSandbox
    throw new MockError('MOCK_SANDBOX_REQUIRED', {
      detail: `the header ${this.settings.header} must name the sandbox`,
    })
  }

  #add(name: string): Sandbox {
    if (!isSandboxName(name))
      throw new MockError('MOCK_SANDBOX_NAME', {
        detail: `the name in ${this.settings.header} must be 1 to 64 letters, digits, ".", "_" and "-"`,
      })
    // What is known only saves lookups. Names that nobody uses any more must not pile up.
    if (this.#known.size > 2 * this.settings.maxSandboxes) this.#known.clear()
    const { expireAfterMs, snapshotLimits } = this.settings
    const sandbox = new Sandbox(name, {
      ...this.#options,
      registry: this.#registry,
      snapshotLimits,
      tidy: () => this.#sweepNowAndThen(),
      onDamage: (error) => this.#damaged.add(name, error),
      ...(name !== defaultSandbox && { expireAfterMs, admit: () => this.#admit(), fill: this.#fill }),
    })
    this.#known.set(name, sandbox)
    return sandbox
  }

  get #fill(): (space: OpenSpace) => Promise<void> {
    const { beginAs } = this.settings
    if (beginAs === undefined) return this.#options.fill
    return (space) => fillFromSnapshot({ ...this.#options, registry: this.#registry }, beginAs, space)
  }

  async #sweepNowAndThen(): Promise<void> {
    if (this.#options.wall.now() - this.#sweptAt > sweepEveryMs) await this.sweep()
  }

  // The default sandbox is always admitted, and counts.
  async #admit(): Promise<void> {
    const { maxSandboxes } = this.settings
    await this.#sweepNowAndThen()
    if ((await this.#registry.count()) < maxSandboxes) return
    await this.sweep()
    if ((await this.#registry.count()) < maxSandboxes) return
    throw new MockError('MOCK_SANDBOX_LIMIT', {
      detail: `there are ${maxSandboxes} sandboxes (MOCK_MAX_SANDBOXES); drop those that are done with`,
    })
  }
}
