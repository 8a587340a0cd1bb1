// The rows and unique claims of one collection that staged commits change.
import type { JournalWrite } from './journal-line.js'

/** A row as a staged commit leaves it. */
export interface StagedRow {
  /** Version of the commit that staged it, which is the row's own when it is put. */
  readonly by: number
  readonly isDeleted: boolean
  readonly sequence: number
}

/** A unique value as a staged commit leaves it; without a holder it is free. */
export interface StagedClaim {
  readonly by: number
  readonly holder: string | undefined
}

/** Later commits replace what earlier ones staged, so an entry is gone when the commit that staged it last is done. */
export class StagedCollection {
  readonly rows = new Map<string, StagedRow>()
  // By constraint, then by value.
  readonly #claims = new Map<string, Map<string, StagedClaim>>()

  claim(constraint: string, value: string): StagedClaim | undefined {
    return this.#claims.get(constraint)?.get(value)
  }

  setClaim(constraint: string, value: string, claim: StagedClaim): void {
    const claims = this.#claims.get(constraint)
    if (claims === undefined) this.#claims.set(constraint, new Map([[value, claim]]))
    else claims.set(value, claim)
  }

  /** Removes what the commit of version `by` staged with this write, unless a later one staged it again. */
  forget(write: Exclude<JournalWrite, { readonly write: 'index' | 'unindex' | 'due' }>, by: number): void {
    switch (write.write) {
      case 'put':
      case 'delete':
        if (this.rows.get(write.id)?.by === by) this.rows.delete(write.id)
        break
      case 'claim':
      case 'release':
        if (this.claim(write.constraint, write.value)?.by === by)
          this.#claims.get(write.constraint)?.delete(write.value)
        break
    }
  }
}
