// The store port: collections of records with atomic conditional commits. Everything mockgen keeps rests on it.
//
// Contract, for every adapter (the words MUST and MUST NOT as in RFC 2119):
//
// - Visibility. A commit that answered `ok: true` MUST be visible to every call that starts afterwards. A call MUST NOT
//   see part of a commit.
// - Atomicity. All checks of a commit MUST hold, or none of its writes happens. All checks come before the first write.
// - Order. A row keeps the `sequence` of its first put for as long as it exists; a row that is deleted and put again gets
//   a new one. Sequences and versions only grow inside a space. Without an index a list is in order of sequence; with an
//   index it is in order of (value, sequence). Strings compare by their UTF-8 bytes.
// - Absence. A space, collection, index or row that was never written reads as empty and MUST NOT be an error. Deleting
//   or removing what is not there does nothing.
// - Text. Names, ids and values are any text. What an adapter cannot keep exactly it MUST refuse, with a StoreError that
//   names the limit.
// - Time. `now` is the caller's clock in epoch milliseconds; an adapter MUST NOT look at any other. When a due time of
//   the space is at or before `now`, a call MUST do nothing and answer `Due`; the caller settles what is due with an
//   ordinary commit, which is why `commit` takes `settling`.
// - Failure. A refusal is a value; a fault (the disk is full, the server is away) is an exception, and then none of the
//   commit's writes is visible, or all are.
// - Close. After `close` resolves every acknowledged commit is as durable as the adapter promises; every later call rejects.

/** Where a row is: its collection and its id inside it. */
export interface RowRef {
  readonly collection: string
  readonly id: string
}

/** A stored row. `value` is the record as JSON text, byte for byte as it was put. */
export interface Row {
  readonly id: string
  readonly value: string
  /** The version of the commit that last put the row: grows with every commit of the space. */
  readonly version: number
  /** Insertion order: the position at which the row first appeared in its space. */
  readonly sequence: number
}

/** Bounds of an index range over encoded values, both inclusive; an absent bound is open. */
export interface IndexRange {
  readonly from?: string
  readonly to?: string
}

/** What `list` reads: a page of a collection, in order of insertion or of an index. */
export interface ListQuery {
  readonly collection: string
  /** Name of the index to walk; without it, insertion order. */
  readonly index?: string
  /** Only entries whose value lies in the range; only with `index`. */
  readonly range?: IndexRange
  readonly offset: number
  readonly limit: number
  readonly reverse?: boolean
  /** A row to read in the same moment: the page and this row are of one state of the space. */
  readonly also?: RowRef
}

/** A page of rows and the exact number of entries that the query selects before offset and limit. */
export interface ListResult {
  readonly rows: readonly Row[]
  readonly total: number
  /** The row that `also` asked for, when there is one. */
  readonly also?: Row
}

/**
 * Something is due at `now`; nothing was done. The caller settles these and calls again. At most 100 entries a call, the
 * earliest first.
 */
export interface Due {
  readonly due: readonly RowRef[]
}

/** A condition of a commit. */
export type Check =
  | { readonly check: 'absent'; readonly collection: string; readonly id: string }
  | { readonly check: 'present'; readonly collection: string; readonly id: string }
  | { readonly check: 'version'; readonly collection: string; readonly id: string; readonly version: number }
  /** The unique value is free, or held by `holder`. */
  | {
      readonly check: 'unique'
      readonly collection: string
      readonly constraint: string
      readonly value: string
      readonly holder?: string
    }
  /** Exactly `count` entries of the index lie in the range: no phantoms. */
  | {
      readonly check: 'count'
      readonly collection: string
      readonly index: string
      readonly range: IndexRange
      readonly count: number
    }
  /** Exactly `count` rows are in the collection: what `count` is for a list in insertion order. */
  | { readonly check: 'size'; readonly collection: string; readonly count: number }

/** An effect of a commit. An index entry belongs to a row that the same commit puts or that already exists. */
export type Write =
  | { readonly write: 'put'; readonly collection: string; readonly id: string; readonly value: string }
  | { readonly write: 'delete'; readonly collection: string; readonly id: string }
  | {
      readonly write: 'claim'
      readonly collection: string
      readonly constraint: string
      readonly value: string
      readonly id: string
    }
  | {
      readonly write: 'release'
      readonly collection: string
      readonly constraint: string
      readonly value: string
    }
  | {
      readonly write: 'index'
      readonly collection: string
      readonly index: string
      readonly value: string
      readonly id: string
    }
  | {
      readonly write: 'unindex'
      readonly collection: string
      readonly index: string
      readonly value: string
      readonly id: string
    }
  /** Sets when the row is due, in epoch milliseconds, or clears it with `undefined`. */
  | {
      readonly write: 'due'
      readonly collection: string
      readonly id: string
      readonly at: number | undefined
    }

/**
 * One atomic unit: all checks, then all writes in order. A row's index entries are added after its put and removed before
 * its delete: an entry of a row that is not there is not added. Without writes a commit only asks whether the checks
 * hold; it changes nothing and answers the version of the last commit.
 */
export interface Commit {
  readonly checks: readonly Check[]
  readonly writes: readonly Write[]
  /** True for the commit that settles due rows: it runs although something is due. */
  readonly settling?: boolean
  /** Set on the commit from which on others know a new space. Only a store that may acknowledge before it writes reads it. */
  readonly founds?: Founding
}

/**
 * The new space of a sandbox. When the commit was acknowledged and turns out not to hold, what was acknowledged in the
 * space since is lost with it.
 */
export interface Founding {
  readonly space: string
  readonly sandbox: string
}

/** `version` is the commit's own; `failed` is the position in `checks` of the first check that did not hold. */
export type CommitResult =
  | { readonly ok: true; readonly version: number }
  | { readonly ok: false; readonly failed: number }

/** How the store is, for `/system/health`. */
export interface StoreHealth {
  readonly kind: string
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

/** The port. `space` names one isolated world: one sandbox of one namespace. */
export interface Store {
  /** True when what it holds ends with the process, so that no other contract will ever read it. Default: false. */
  readonly isVolatile?: boolean
  /** Rows in the order of `refs`, undefined where there is none. */
  read(space: string, now: number, refs: readonly RowRef[]): Promise<readonly (Row | undefined)[] | Due>
  list(space: string, now: number, query: ListQuery): Promise<ListResult | Due>
  commit(space: string, now: number, commit: Commit): Promise<CommitResult | Due>
  /** Removes everything of a space, also what is due in it. */
  drop(space: string): Promise<void>
  /** Names of the spaces that hold something, sorted. */
  spaces(): Promise<readonly string[]>
  health(): Promise<StoreHealth>
  close(): Promise<void>
  /**
   * True while calls are answered from less than the store itself (a copy in memory, because the store is away): whoever
   * answers a client then says so. Absent in stores that never do that; a store around another one passes it on.
   */
  isDegraded?(): boolean
  /**
   * The store for work that must rest on the store itself, such as deciding which spaces may be dropped: every call of the
   * result rejects with MOCK_STORE_UNAVAILABLE once the store has been degraded since, and none is answered from anything
   * else. Throws that fault while the store is degraded. Absent in stores that never are.
   */
  steady?(): Store
}

/** `store.steady()`, or the store where it is never degraded. */
export function steadyStore(store: Store): Store {
  return store.steady?.() ?? store
}

/** True when a call did nothing because something is due. */
export function isDue(result: object): result is Due {
  return 'due' in result
}
