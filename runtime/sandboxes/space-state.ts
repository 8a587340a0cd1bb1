// The state of a space, in a row of its own: what everybody who uses the space must know before he reads anything else.
import { isObject, type Json } from '../json.js'
import { parseJsonText } from '../parse-json.js'
import type { Row, RowRef } from '../store/store.js'
import { StoreError } from '../store-error.js'
import { type ClockState, readStoredClockState } from './clock-state.js'

/** Where the state stands. This collection is never encrypted. */
export const stateRef: RowRef = Object.freeze({ collection: '$space', id: 'state' })

/** A hold as data: whose it is, and how often that one has said that it is still needed. It names no time of any clock. */
export interface HoldState {
  readonly by: string
  readonly renewals: number
}

/** The state of a space. Times in it are wall time in epoch milliseconds, whatever the space's own clock shows. */
export interface SpaceState {
  readonly clock: ClockState
  /** How records are indexed here: the layout of the catalog that wrote them. */
  readonly layout: string
  /** Names the schemas of the catalog that wrote the records; empty where nobody knows them. */
  readonly schemas: string
  /** Entities with records that could not be brought to these schemas; absent when there is none. */
  readonly left?: readonly string[]
  /** Collections that records stand in. */
  readonly collections: readonly string[]
  /** Id of the key that encrypts the space; absent when it is not encrypted. */
  readonly keyId?: string
  /** When the space was made. One that nothing refers to long after that was left by a process that ended. */
  readonly createdAt: number
  /** Somebody copies the space: nobody may commit until it is over. */
  readonly hold?: HoldState
  /** The space that replaced this one. */
  readonly movedTo?: string
}

/** The state as the text of its row. Throws a TypeError rather than print what nobody could read again. */
export function printState(state: SpaceState): string {
  const text = JSON.stringify({ format: 1, ...state })
  if (readState(parseJsonText(text)) === undefined) throw new TypeError(`No state of a space: ${text}`)
  return text
}

/** The state in a row. StoreError MOCK_STORE_DAMAGED when the row holds none that this version understands. */
export function parseState(space: string, { value }: Row): SpaceState {
  const state = readState(parseJsonText(value))
  if (state !== undefined) return state
  const problem = `the state of space "${space}" was damaged, or written by another version of mockgen`
  throw new StoreError(
    'MOCK_STORE_DAMAGED',
    problem,
    'reset or drop the sandbox, or restore the store from a backup',
  )
}

function readState(value: unknown): SpaceState | undefined {
  if (!isObject(value) || value.format !== 1) return undefined
  const { layout, schemas, left, collections, createdAt, keyId, hold, movedTo } = value
  const clock = readStoredClockState(value.clock)
  if (clock === undefined || typeof layout !== 'string' || typeof createdAt !== 'number') return undefined
  if (!isTextList(collections)) return undefined
  return {
    clock,
    layout,
    // Versions before there were migrations did not say it.
    schemas: typeof schemas === 'string' ? schemas : '',
    ...(isTextList(left) && { left }),
    collections,
    createdAt,
    ...(typeof keyId === 'string' && { keyId }),
    ...(hold !== undefined && { hold: readHold(hold) }),
    ...(typeof movedTo === 'string' && { movedTo }),
  }
}

// A hold that says too little still holds, until those who wait for it have waited for long enough.
function readHold(value: Json): HoldState {
  const { by, renewals } = isObject(value) ? value : {}
  return {
    by: typeof by === 'string' ? by : '',
    renewals: typeof renewals === 'number' ? renewals : 0,
  }
}

function isTextList(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
