// The spaces of the store: what is durable, and what is staged on top of it.
import { MemorySpace } from '../memory-space.js'
import type { Spaces } from './read-space.js'
import { StagedSpace } from './staged-space.js'

/** Finds spaces by name. A space without staged work has nothing here. */
export class StagedSpaces {
  /** What readers see. */
  readonly durable: Spaces
  readonly #staged = new Map<string, StagedSpace>()

  constructor(durable: Spaces) {
    this.durable = durable
  }

  /** True when something of the space is staged. */
  has(name: string): boolean {
    return this.#staged.has(name)
  }

  /** The space with what is staged in it; new for a space that has nothing, so `keep` it when something is staged. */
  get(name: string): StagedSpace {
    return this.#staged.get(name) ?? new StagedSpace(this.durable.get(name) ?? new MemorySpace())
  }

  keep(name: string, space: StagedSpace): void {
    this.#staged.set(name, space)
  }

  /** Nothing of the space is staged any more. */
  forget(name: string): void {
    this.#staged.delete(name)
  }

  /** Forgets everything that is staged. */
  clear(): void {
    this.#staged.clear()
  }
}
