// Keeps spaces as they are while somebody copies them, and lets those wait who want to write meanwhile.
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { monotonicMs as machineMs } from '../clock.js'
import type { Random } from '../ids.js'
import type { Row, Store } from '../store/store.js'
import { changeState, readStateRow } from './change-state.js'
import { type HoldState, parseState, type SpaceState } from './space-state.js'

/** How long a hold lasts after somebody has first seen it, unless it is renewed: nobody waits longer for one who is gone. */
const holdMs = 5_000

/** How often a process looks whether a hold is over, for all who wait in it, in milliseconds. */
const pollMs = 5

/** How often somebody waits for others who hold a space before giving up. */
const maxWaits = 1_000

/**
 * How long a space is nobody's after a hold, so that those who waited can write: as long as it was held, within these
 * bounds in milliseconds, and up to half as long again, so that processes do not go on in step.
 */
const minRestMs = 20
const maxRestMs = 200

/** A space that nobody else writes to. */
export interface Hold {
  /** Makes the hold last on where it would end soon; throws HoldLost when it has ended. */
  keep(): Promise<void>
  /** Ends the hold with a last change of the state; false when it has ended before. */
  end(change?: (state: SpaceState) => SpaceState): Promise<boolean>
}

/** The hold ended while the space was being copied: the copy may hold a part of somebody's change. */
export class HoldLost extends Error {
  override readonly name = 'HoldLost'
}

/** What holds are taken with. */
export interface HoldsOptions {
  readonly store: Store
  /** Makes processes take turns. */
  readonly random: Random
  /** Measures durations, in milliseconds. Default: this machine's monotonic clock. */
  readonly monotonicMs?: () => number
}

/**
 * The holds on spaces as one process takes and awaits them. Whoever waits for a hold counts its life by himself, from the
 * moment in which he first saw it as it is: what clocks of other machines show does not matter.
 */
export class Holds {
  readonly #store: Store
  readonly #random: Random
  readonly #monotonicMs: () => number
  readonly #waits = new Map<string, Promise<Row | undefined>>()
  /** Until when a space is left to those who write. */
  readonly #restUntil = new Map<string, number>()

  constructor({ store, random, monotonicMs = machineMs }: HoldsOptions) {
    this.#store = store
    this.#random = random
    this.#monotonicMs = monotonicMs
  }

  /**
   * Takes hold of a space for `by`, a text that nobody else has, as soon as nobody else has hold of it. Undefined when the
   * space is not there any more or was replaced; throws HoldLost when others hold it all the time.
   */
  async take(space: string, by: string): Promise<Hold | undefined> {
    for (let wait = 0; wait < maxWaits; wait++) {
      await this.#leaveToWriters(space)
      let isBusy = false
      const isTaken = await changeState(this.#store, space, (state) => {
        isBusy = state.hold !== undefined && state.movedTo === undefined
        return isBusy || state.movedTo !== undefined ? undefined : { ...state, hold: { by, renewals: 0 } }
      })
      if (isTaken) return this.#taken(space, by)
      if (!isBusy) return undefined
      const since = this.#monotonicMs()
      await this.untilReleased(space)
      this.#rest(space, this.#monotonicMs() - since)
    }
    throw new HoldLost(`Others hold the space "${space}" all the time`)
  }

  /** The row of a space's state when nobody holds the space any more; undefined when the space is not there. */
  untilReleased(space: string): Promise<Row | undefined> {
    const known = this.#waits.get(space)
    if (known !== undefined) return known
    const waiting = this.#watch(space).finally(() => this.#waits.delete(space))
    this.#waits.set(space, waiting)
    return waiting
  }

  // Whoever holds the space may be gone: after its time anybody ends the hold, and what it copied is worth nothing.
  async #watch(space: string): Promise<Row | undefined> {
    let seen: { readonly hold: HoldState; readonly since: number } | undefined
    for (;;) {
      const row = await readStateRow(this.#store, space)
      const { hold, movedTo } = row === undefined ? {} : parseState(space, row)
      if (hold === undefined || movedTo !== undefined) return row
      const now = this.#monotonicMs()
      if (seen === undefined || !isSame(seen.hold, hold)) seen = { hold, since: now }
      if (now - seen.since < holdMs) await delay(pollMs)
      else await changeState(this.#store, space, without(hold))
    }
  }

  #taken(space: string, by: string): Hold {
    const since = this.#monotonicMs()
    let renewAt = since + holdMs / 2
    return {
      keep: async () => {
        const now = this.#monotonicMs()
        if (now < renewAt) return
        renewAt = now + holdMs / 2
        const isRenewed = await changeState(this.#store, space, (state) => renewed(state, by))
        if (!isRenewed) throw new HoldLost(`The hold on space "${space}" has ended`)
      },
      end: async (change = (state) => state) => {
        try {
          return await changeState(this.#store, space, ({ hold, ...state }) =>
            hold?.by === by && state.movedTo === undefined ? change(state) : undefined,
          )
        } finally {
          this.#rest(space, this.#monotonicMs() - since)
        }
      },
    }
  }

  // Those who wait in other processes have a while; those in this one have it however long their look takes.
  async #leaveToWriters(space: string): Promise<void> {
    const until = this.#restUntil.get(space)
    if (until === undefined) return
    const restMs = until - this.#monotonicMs()
    if (restMs > 0) await delay(restMs)
    const waiting = this.#waits.get(space)
    if (waiting === undefined) return
    await waiting
    await nextTurn()
  }

  #rest(space: string, heldMs: number): void {
    const now = this.#monotonicMs()
    for (const [name, until] of this.#restUntil) if (until <= now) this.#restUntil.delete(name)
    const restMs = Math.min(Math.max(heldMs, minRestMs), maxRestMs)
    this.#restUntil.set(space, now + restMs * (1 + this.#random() / 2))
  }
}

function isSame(one: HoldState, other: HoldState): boolean {
  return one.by === other.by && one.renewals === other.renewals
}

function renewed(state: SpaceState, by: string): SpaceState | undefined {
  const { hold } = state
  return hold?.by === by ? { ...state, hold: { by, renewals: hold.renewals + 1 } } : undefined
}

function without(ended: HoldState): (state: SpaceState) => SpaceState | undefined {
  return ({ hold, ...state }) => (hold !== undefined && isSame(hold, ended) ? state : undefined)
}
