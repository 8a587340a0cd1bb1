// Holds every call on a space against the space's state, and knows that state for this process.
import type { Row } from '../store/store.js'
import { type SpaceGuard, SpaceMoved } from '../transactions/space.js'
import type { Holds } from './hold.js'
import { parseState, type SpaceState, stateRef } from './space-state.js'

/** The guard of an open space. */
export class StateGuard implements SpaceGuard {
  readonly ref = stateRef
  readonly #space: string
  readonly #holds: Holds
  #version: number
  #state: SpaceState
  #releasing: Promise<void> | undefined

  /** `row` is the state as it was found when the space was opened. */
  constructor(space: string, holds: Holds, row: Row) {
    this.#space = space
    this.#holds = holds
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
    if (this.#state.hold === undefined) return undefined
    this.#releasing ??= this.#untilReleased().finally(() => {
      this.#releasing = undefined
    })
    return this.#releasing
  }

  async #untilReleased(): Promise<void> {
    while (this.#state.hold !== undefined) this.observe(await this.#holds.untilReleased(this.#space))
  }
}
