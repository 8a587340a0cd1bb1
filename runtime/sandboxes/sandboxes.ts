// All sandboxes of a mock: found by the name that a request gives, made when they are first used, gone when nobody uses
// them any more.
import { MockError } from '../errors.js'
import type { OpenSpace, SpaceParts } from './open-space.js'
import { dropOrphans } from './orphans.js'
import { defaultSandbox, Registry } from './registry.js'
import { Sandbox, type SandboxParts } from './sandbox.js'
import { fillFromSnapshot } from './snapshots/snapshot-fill.js'
import { defaultSnapshotLimits, type SnapshotLimits } from './snapshots/snapshots.js'

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
export interface SandboxesOptions extends SpaceParts, Pick<SandboxParts, 'fill' | 'log'> {
  /** Name of the mock in its store: the registry's space, and the beginning of all others. */
  readonly namespace: string
  readonly settings: SandboxSettings
}

const validName = /^[A-Za-z0-9._-]{1,64}$/

/** How often, at most, those that nobody uses are looked for, in milliseconds. */
const sweepEveryMs = 60_000

/** The sandboxes of one mock. */
export class Sandboxes {
  readonly settings: SandboxSettings
  readonly #options: SandboxesOptions
  readonly #registry: Registry
  readonly #known = new Map<string, Sandbox>()
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(options: SandboxesOptions) {
    this.#options = options
    this.settings = options.settings
    this.#registry = new Registry(options.store, options.namespace)
  }

  /**
   * The sandbox that a request names, which begins to exist when it is used. MOCK_SANDBOX_REQUIRED without a name where
   * one is required, MOCK_SANDBOX_NAME for a name that cannot be one.
   */
  get(name: string | undefined): Sandbox {
    return this.#known.get(name ?? this.#nameless()) ?? this.#add(name ?? defaultSandbox)
  }

  /** All that exist, the oldest first. */
  async list(): Promise<readonly SandboxInfo[]> {
    await this.sweep()
    const entries = await this.#registry.all()
    return [...entries].map(([name, { createdAt, usedAt }]) => ({ name, createdAt, usedAt }))
  }

  /** Ends those that nobody has used for too long, and drops what processes have left behind that ended too early. */
  async sweep(): Promise<void> {
    const { wall, log, store } = this.#options
    this.#sweptAt = wall.now()
    for (const [name, { usedAt }] of await this.#registry.all()) {
      if (name === defaultSandbox || !this.get(name).isExpired(usedAt)) continue
      if (await this.get(name).expire()) log.info({ sandbox: name }, 'The sandbox expired: nobody used it')
      this.#known.delete(name)
    }
    await dropOrphans({ store, registry: this.#registry, wall, log })
  }

  #nameless(): string {
    if (!this.settings.required) return defaultSandbox
    throw new MockError('MOCK_SANDBOX_REQUIRED', {
      detail: `the header ${this.settings.header} must name the sandbox`,
    })
  }

  #add(name: string): Sandbox {
    if (!validName.test(name))
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
