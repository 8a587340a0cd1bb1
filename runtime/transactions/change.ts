// What a transaction changes in one go, what must hold for it, and the way it fails when others were faster.
import type { Check, Write } from '../store/store.js'

/** The commit found that others changed what the transaction read. `key` is what they fought for, where it is one row. */
export class LostRace extends Error {
  override readonly name = 'LostRace'
  readonly key: string | undefined

  constructor(key?: string) {
    super('Other transactions changed the same records')
    this.key = key
  }
}

/** A condition of a change. When it fails, `refuse` makes the error; without it, it is a lost race and tried again. */
export interface Requirement {
  readonly check: Check
  readonly refuse?: () => Error
}

/** Writes that are made together or not at all, and what must hold for them. */
export interface Change {
  readonly requires: readonly Requirement[]
  readonly writes: readonly Write[]
}
