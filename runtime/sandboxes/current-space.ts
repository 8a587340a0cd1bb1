// The space that holds a sandbox's records at present: found, made, indexed anew, and replaced as a whole while requests
// are running.
import { lastingCollections } from '../entities/kept-values.js'
import { MockError } from '../errors.js'
import type { Logger } from '../logger.js'
import type { Store } from '../store/store.js'
import { SpaceMoved } from '../transactions/space.js'
import { changeState, readStateRow } from './change-state.js'
import { realTime } from './clock-state.js'
import { readContent } from './content.js'
import { HoldLost } from './hold.js'
import { loadMigrated, schemasAfter } from './migration/load-migrated.js'
import { mixedSchemas, schemasNameOf } from './migration/migration-settings.js'
import { readHistory } from './migration/space-history.js'
import {
  buildSpace,
  isOfSchemas,
  isUpToDate,
  type OpenSpace,
  openSpace,
  type SpaceParts,
  type SpacePlan,
  storeOf,
} from './open-space.js'
import type { Registry } from './registry.js'
import { parseState, type SpaceState } from './space-state.js'
import { dropUnused, leaveWhenAway, steadyParts } from './steady-parts.js'

/** How often a space is looked up again when others replace or drop it at the same moment. */
const maxAttempts = 20

/** What the space of a sandbox is found and made with. */
export interface CurrentSpaceParts extends SpaceParts {
  readonly registry: Registry
  readonly log: Logger
  /** Fills the space of a new sandbox. */
  readonly fill: (space: OpenSpace) => Promise<void>
  /** Throws a refusal when there may be no further sandbox. Default: there may be. */
  readonly admit?: () => Promise<void>
}

/** The space of one sandbox, whether or not the sandbox exists yet. */
export class CurrentSpace {
  readonly #sandbox: string
  readonly #parts: CurrentSpaceParts
  readonly #registry: Registry
  readonly #prefix: string
  #known: OpenSpace | undefined
  #opening: Promise<OpenSpace> | undefined
  /** True once this process has worked in the sandbox: other schemas are then those of a server that began later. */
  #isSettled = false

  constructor(sandbox: string, parts: CurrentSpaceParts) {
    this.#sandbox = sandbox
    this.#parts = parts
    this.#registry = parts.registry
    this.#prefix = parts.registry.prefixOf(sandbox)
  }

  /** The space if this process knows it: it may have been replaced meanwhile, which its calls notice. */
  get known(): OpenSpace | undefined {
    return this.#known
  }

  /** Makes this process look the space up again. */
  forget(): void {
    this.#known = undefined
  }

  /** Runs work in the space, and again in another one when the space was replaced meanwhile. */
  async use<T>(work: (space: OpenSpace) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      try {
        return await work(await this.#open())
      } catch (error) {
        if (!(error instanceof SpaceMoved)) throw error
        this.forget()
      }
    }
    throw this.#lostRace()
  }

  /** Changes the state of the space; all who work in it start again. */
  changeState(change: (state: SpaceState) => SpaceState): Promise<void> {
    return this.use(async ({ name, refresh }) => {
      const changed = await changeState(this.#parts.store, name, (state) =>
        state.movedTo === undefined ? change(state) : undefined,
      )
      if (!changed) throw new SpaceMoved(name)
      await refresh()
    })
  }

  /** The state of the space. */
  readState(): Promise<SpaceState> {
    return this.use(async ({ name }) => {
      const row = await readStateRow(this.#parts.store, name)
      const state = row && parseState(name, row)
      if (state === undefined || state.movedTo !== undefined) throw new SpaceMoved(name)
      return state
    })
  }

  /**
   * Replaces everything in one moment by what the plan makes; requests see what was there until then. StoreError
   * MOCK_STORE_UNAVAILABLE while the store is degraded, and when it was meanwhile: then nothing was replaced.
   */
  async replace(plan: SpacePlan): Promise<void> {
    const parts = steadyParts(this.#parts)
    await this.#open()
    const space = await buildSpace(parts, this.#prefix, plan)
    for (let attempt = 0; attempt < maxAttempts; attempt++) if (await this.#publish(parts, space)) return
    await dropUnused(parts, space)
    throw this.#lostRace()
  }

  // Those who come at once open it once.
  async #open(): Promise<OpenSpace> {
    if (this.#known !== undefined) return this.#known
    this.#opening ??= this.#find().finally(() => {
      this.#opening = undefined
    })
    this.#known = await this.#opening
    return this.#known
  }

  async #find(): Promise<OpenSpace> {
    const { store } = this.#parts
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const entry = await this.#registry.read(this.#sandbox)
      if (entry === undefined) {
        await this.#create()
        continue
      }
      const row = await readStateRow(store, entry.space)
      const state = row && parseState(entry.space, row)
      const isCurrent =
        state !== undefined && state.movedTo === undefined && isUpToDate(this.#parts, state, this.#isSettled)
      if (row !== undefined && isCurrent) {
        if (this.#isSettled) await this.#markMixed(entry.space, state)
        this.#isSettled = true
        return openSpace(this.#parts, entry.space, row)
      }
      await this.#settle(steadyParts(this.#parts), entry.space)
    }
    throw this.#lostRace()
  }

  // The space that the registry names is not the one to use as it stands.
  async #settle(parts: CurrentSpaceParts, space: string): Promise<void> {
    const row = await readStateRow(parts.store, space)
    const state = row && parseState(space, row)
    if (state === undefined) await this.#forgetLost(parts, space)
    else if (state.movedTo !== undefined) await this.#move(parts, space, state.movedTo)
    else if (!isUpToDate(parts, state, this.#isSettled))
      await this.#rebuild(parts, space, storeOf(parts, state))
  }

  // The server that has taken the sandbox over does not know what this one writes there: the next one to start looks at all.
  async #markMixed(space: string, found: SpaceState): Promise<void> {
    const { store } = this.#parts
    if (isOfSchemas(this.#parts, found) || found.schemas === mixedSchemas || store.isDegraded?.() === true)
      return
    await changeState(store, space, (state) =>
      state.movedTo === undefined ? { ...state, schemas: mixedSchemas } : undefined,
    )
  }

  // Also while the store is degraded: where it turns out to have the sandbox already, that one is used from then on.
  async #create(): Promise<void> {
    await this.#parts.admit?.()
    const space = await buildSpace(this.#parts, this.#prefix, {
      clock: realTime,
      fill: this.#parts.fill,
    })
    const created = await this.#registry.create(this.#sandbox, space, this.#parts.wall.now())
    if (!created) await dropUnused(this.#parts, space)
  }

  // The records are gone and their sandbox is not: it is being dropped, or the store has lost them.
  async #forgetLost({ registry, log }: CurrentSpaceParts, space: string): Promise<void> {
    const entry = await registry.read(this.#sandbox)
    if (entry?.space !== space) return
    log.warn({ sandbox: this.#sandbox }, 'The records of the sandbox are gone; it begins anew')
    await registry.remove(this.#sandbox, space)
  }

  // The contract or the key is another one than when the records were written: they are kept, brought over, and written
  // again.
  async #rebuild(parts: CurrentSpaceParts, from: string, source: Store): Promise<void> {
    const { store, holds, log } = parts
    const by = parts.uniqueName()
    const hold = await holds.take(from, by)
    const row = hold && (await readStateRow(store, from))
    if (hold === undefined || row === undefined) return
    const { clock, collections, schemas } = parseState(from, row)
    const { schemas: known, report } = await readHistory({ store, records: source, space: from })
    const history = {
      ...(known !== undefined && schemas !== mixedSchemas && { schemas: known }),
      ...(report !== undefined && { report }),
    }
    const copied = [...collections, ...lastingCollections]
    const content = readContent({
      store: source,
      space: from,
      collections: copied,
      log,
      beforePage: hold.keep,
    })
    const fill = (space: OpenSpace) =>
      loadMigrated(parts, space, { content, history, keep: hold.keep }, space.clock.now())
    const plan: SpacePlan = {
      clock,
      collections,
      fill,
      ...(schemasNameOf(store, parts.catalog) !== '' && { schemas: schemasAfter(parts, history) }),
    }
    const copy = await buildSpace(parts, this.#prefix, plan).catch(async (error: unknown) => {
      await hold.end()
      if (!(error instanceof HoldLost)) throw error
    })
    if (copy === undefined) return
    const moved = await changeState(store, from, ({ hold: found, ...state }) =>
      found?.by === by && state.movedTo === undefined ? { ...state, movedTo: copy } : undefined,
    ).catch(async (error: unknown) => {
      await hold.end()
      throw error
    })
    // What could not be brought over now cannot be a moment later either.
    if (moved) {
      this.#isSettled = true
      await this.#move(parts, from, copy)
    } else await dropUnused(parts, copy)
  }

  // From the moment in which the old space names the new one, all who use the old one go on in the new one.
  async #publish(parts: CurrentSpaceParts, space: string): Promise<boolean> {
    const { store, wall, registry } = parts
    const entry = await registry.read(this.#sandbox)
    if (entry === undefined) return registry.create(this.#sandbox, space, wall.now())
    const moved = await changeState(store, entry.space, (state) =>
      state.movedTo === undefined ? { ...state, movedTo: space } : undefined,
    )
    if (moved) {
      await leaveWhenAway(this.#move(parts, entry.space, space))
      return true
    }
    const row = await readStateRow(store, entry.space)
    const movedTo = row && parseState(entry.space, row).movedTo
    if (movedTo !== undefined) await this.#move(parts, entry.space, movedTo)
    else if (row === undefined) await this.#forgetLost(parts, entry.space)
    return false
  }

  // Whoever finds a space replaced completes what another may not have lived to do.
  async #move(parts: CurrentSpaceParts, from: string, to: string): Promise<void> {
    this.forget()
    await parts.registry.move(this.#sandbox, from, to)
    await dropUnused(parts, from)
  }

  #lostRace(): MockError {
    const detail = `others replace or drop the sandbox "${this.#sandbox}" all the time`
    return new MockError('MOCK_LOST_RACE', { detail })
  }
}
