// When a record moves on by itself: computed from when it entered its state, so that nothing needs to wait for it.
import { type Lifecycle, roundMs, type TimedTransition } from './lifecycle.js'

/**
 * How often in a row a record moves on by itself before its rounds are no longer followed one by one: somebody may move a
 * clock by years, and a state may last a second.
 */
const maxMoves = 1_000

/** The same where no condition can end the rounds: then only what is counted on the way is lost. */
const maxPlainMoves = 100

/** How a record is in its state. Times are epoch milliseconds; nothing is kept of states that only requests end. */
export interface Stay {
  /** When it entered the state. */
  readonly entered?: number
  /** When it was changed after a transition had been tried in vain: what is overdue is tried again then. */
  readonly changed?: number
  /** Until when transitions were tried: none of them was possible. */
  readonly tried?: number
  /** How often in a row it has moved by itself, as long as it has not arrived at the present. */
  readonly moves?: number
}

/** An instant at which a record may move, and the transitions to try then, in this order. */
export interface Moment {
  readonly at: number
  readonly transitions: readonly TimedTransition[]
}

/** How a record is in a state that it enters `now`. */
export function enteredStay({ timed }: Lifecycle, state: string | undefined, now: number): Stay {
  return state !== undefined && timed.has(state) ? { entered: now } : {}
}

/** How a record is in its state after a change `now` that left it there. */
export function changedStay(
  lifecycle: Lifecycle,
  state: string | undefined,
  { entered }: Stay,
  now: number,
): Stay {
  const timed = state === undefined ? undefined : lifecycle.timed.get(state)
  if (timed === undefined || entered === undefined) return enteredStay(lifecycle, state, now)
  return timed.some(({ afterMs }) => entered + afterMs <= now) ? { entered, changed: now } : { entered }
}

/** When a record in a state may move next; undefined when it stays until somebody changes it. */
export function nextMoment(
  { timed }: Lifecycle,
  state: string | undefined,
  { entered, changed = Number.NEGATIVE_INFINITY, tried = Number.NEGATIVE_INFINITY }: Stay,
): Moment | undefined {
  if (state === undefined || entered === undefined) return undefined
  let at = Number.POSITIVE_INFINITY
  const transitions: TimedTransition[] = []
  // The soonest comes first: what follows happens at the same instant or later.
  for (const transition of timed.get(state) ?? []) {
    const time = Math.max(entered + transition.afterMs, changed)
    if (time <= tried) continue
    if (time > at) break
    at = time
    transitions.push(transition)
  }
  return transitions.length === 0 ? undefined : { at, transitions }
}

/**
 * How a record is in a state that it entered by itself. After too many moves in a row whole rounds are left out, if it goes
 * round without conditions, so that it is where it would have been; otherwise its time in the state begins `now`.
 */
export function movedStay(
  lifecycle: Lifecycle,
  state: string,
  { at, moves, now }: { readonly at: number; readonly moves: number; readonly now: number },
): Stay {
  const stay = enteredStay(lifecycle, state, at)
  const next = nextMoment(lifecycle, state, stay)
  if (next === undefined || next.at > now) return stay
  const round = roundMs(lifecycle, state) ?? 0
  if (moves < (round > 0 ? maxPlainMoves : maxMoves)) return { ...stay, moves }
  return { entered: round > 0 ? at + Math.floor((now - at) / round) * round : now }
}

/** How a record is in its state when no transition of a moment was possible. */
export function triedStay(
  lifecycle: Lifecycle,
  state: string | undefined,
  { entered, moves }: Stay,
  { at, now }: { readonly at: number; readonly now: number },
): Stay {
  const stay: Stay = { ...(entered !== undefined && { entered }), tried: at }
  const next = nextMoment(lifecycle, state, stay)
  const hasArrived = moves === undefined || next === undefined || next.at > now
  return hasArrived ? stay : { ...stay, moves }
}
