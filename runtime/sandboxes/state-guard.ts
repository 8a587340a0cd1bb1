// Holds every call on a space against the space's state, and knows that state for this process.
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock.js'
import type { Row, Store } from '../store/store.js'
import { type SpaceGuard, SpaceMoved } from '../transactions/space.js'
import { changeState, readStateRow } from './change-state.js'
import { parseState, type SpaceState, stateRef } from './space-state.js'

/** How often those who wait for a hold look whether it is over, in milliseconds. */
export const holdPollMs = 5

/** The guard of an open space. */
export class StateGuard implements SpaceGuard {
  readonly ref = stateRef
  readonly #store: Store
  readonly #space: string
  readonly #wall: Clock
  #version: number
  #state: SpaceState

  /** `row` is the state as it was found when the space was opened. */
  constructor(store: Store, space: string, wall: Clock, row: Row) {
    this.#store = store
    this.#space = space
    this.#wall = wall
    this.#version = row.version
    this.#state = parseState(space, row)
  }

  get version(): number {
    return this.#version
  }

  get state(): SpaceState {
    return this.#state
  }

  observe(row: Row | undefined): boolean {
    if (row !== undefined && row.version === this.#version) return false
    if (row === undefined) throw new SpaceMoved(this.#space)
    const state = parseState(this.#space, row)
    if (state.movedTo !== undefined) throw new SpaceMoved(this.#space)
    this.#version = row.version
    this.#state = state
    return true
  }

  writable(): Promise<void> | undefined {
    return this.#state.hold === undefined ? undefined : this.#untilReleased()
  }

  // Whoever holds the space may be gone: after its time anybody ends the hold, and what it copied is worth nothing.
  async #untilReleased(): Promise<void> {
    for (let { hold } = this.#state; hold !== undefined; { hold } = this.#state) {
      if (this.#wall.now() < hold.until) await delay(holdPollMs)
      else await changeState(this.#store, this.#space, released)
      this.observe(await readStateRow(this.#store, this.#space))
    }
  }
}

function released({ hold, ...state }: SpaceState): SpaceState | undefined {
  return hold === undefined ? undefined : state
}
