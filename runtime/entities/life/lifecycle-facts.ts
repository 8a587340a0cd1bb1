// What is wrong with the facts of a lifecycle: what is generated is consistent, so each is a bug and not a mistake.
import type { LifecycleFacts, TransitionFacts } from '../../facts.js'

/** Longest time in a state, in milliseconds: a hundred years. */
const maxAfterMs = 100 * 365.25 * 24 * 60 * 60 * 1_000

/** The first problem of a lifecycle; undefined when it has none. `kept` are the properties that no transition may set. */
export function problemOfLifecycle(
  { field, initial, transitions }: LifecycleFacts,
  kept: ReadonlySet<string | undefined>,
): string | undefined {
  if (kept.has(field)) return `"${field}" holds the state, and something else`
  if (!transitions.some(({ from, to }) => to === initial || from.includes(initial)))
    return `the initial state "${initial}" is in no transition`
  for (const [position, transition] of transitions.entries()) {
    const problem = problemOf(transition, new Set([field, ...kept]))
    if (problem !== undefined) return `transition ${position} ${problem}`
  }
  const instant = transitions.filter(({ afterMs }) => afterMs === 0)
  const state = instant.flatMap(({ from }) => from).find((from) => comesBack(from, instant))
  return state === undefined ? undefined : `"${state}" leads to itself in no time`
}

function problemOf({ from, afterMs, set = {} }: TransitionFacts, kept: ReadonlySet<string | undefined>) {
  if (from.length === 0) return 'comes from no state'
  if (afterMs !== undefined && !(afterMs >= 0 && afterMs <= maxAfterMs))
    return `happens after ${afterMs} ms; it must be at least 0 and at most ${maxAfterMs}`
  const property = Object.keys(set).find((name) => kept.has(name))
  return property === undefined ? undefined : `sets "${property}", which only the server keeps`
}

// A record that went round without time passing would never arrive at the present.
function comesBack(state: string, instant: readonly TransitionFacts[]): boolean {
  const reached = new Set(instant.filter(({ from }) => from.includes(state)).map(({ to }) => to))
  for (const other of reached) for (const { from, to } of instant) if (from.includes(other)) reached.add(to)
  return reached.has(state)
}
