// The state machine of an entity, ready to use: which states follow which, by requests and by themselves.
import {
  type CompiledCondition,
  type CompiledTemplate,
  compileCondition,
  compileTemplate,
} from '../../expressions/expressions.js'
import type { LifecycleFacts, TransitionFacts } from '../../facts.js'
import { type JsonObject, toPointer } from '../../json.js'
import { own } from '../properties.js'

/** One way from some states to another. */
export interface Transition {
  /** Its place in the declaration. */
  readonly position: number
  readonly from: ReadonlySet<string>
  readonly to: string
  readonly when: CompiledCondition | undefined
  /** Property → what it is set to. */
  readonly set: ReadonlyMap<string, CompiledTemplate>
}

/** A transition that happens by itself so many milliseconds after the record entered its state. */
export interface TimedTransition extends Transition {
  readonly afterMs: number
}

/** A state machine over one property. */
export interface Lifecycle {
  readonly field: string
  readonly initial: string
  readonly states: ReadonlySet<string>
  /** In the order of the declaration. */
  readonly transitions: readonly Transition[]
  /** State → what happens by itself in it: the soonest first, of equal ones the first declared. */
  readonly timed: ReadonlyMap<string, readonly TimedTransition[]>
}

/** Compiles a lifecycle; `declaredAt` is the pointer of its entity's declaration, for errors of expressions. */
export function compileLifecycle(declaredAt: string, facts: LifecycleFacts): Lifecycle {
  const { field, initial } = facts
  const transitions = facts.transitions.map((transition, position) =>
    compileTransition(`${declaredAt}/lifecycle/transitions/${position}`, transition, position),
  )
  return {
    field,
    initial,
    states: new Set([initial, ...transitions.flatMap(({ from, to }) => [...from, to])]),
    transitions,
    timed: timedByState(transitions.filter(isTimed)),
  }
}

/** The state of a record; undefined when it has none. */
export function stateOf({ field }: Lifecycle, record: JsonObject): string | undefined {
  const state = own(record, field)
  return typeof state === 'string' ? state : undefined
}

/** Milliseconds in a state after which, at the earliest, a record leaves it by itself; undefined when it never does. */
export function leavesAfterMs({ timed }: Lifecycle, state: string | undefined): number | undefined {
  return state === undefined ? undefined : timed.get(state)?.[0]?.afterMs
}

/**
 * The milliseconds in which a record comes back to its state by itself; undefined when it does not, or when a condition
 * decides on the way.
 */
export function roundMs({ timed, states }: Lifecycle, state: string): number | undefined {
  let ms = 0
  let reached = state
  for (let step = 0; step < states.size; step++) {
    const next = timed.get(reached)?.[0]
    if (next === undefined || next.when !== undefined) return undefined
    ms += next.afterMs
    reached = next.to
    if (reached === state) return ms
  }
  return undefined
}

function compileTransition(
  at: string,
  { from, to, afterMs, when, set = {} }: TransitionFacts,
  position: number,
): Transition | TimedTransition {
  return {
    position,
    from: new Set(from),
    to,
    when: when === undefined ? undefined : compileCondition(when, `${at}/when`),
    set: new Map(
      Object.entries(set).map(([property, template]) => [
        property,
        compileTemplate(template, `${at}/set${toPointer([property])}`),
      ]),
    ),
    ...(afterMs !== undefined && { afterMs }),
  }
}

function isTimed(transition: Transition | TimedTransition): transition is TimedTransition {
  return 'afterMs' in transition
}

function timedByState(transitions: readonly TimedTransition[]): ReadonlyMap<string, TimedTransition[]> {
  const byState = new Map<string, TimedTransition[]>()
  for (const transition of transitions) {
    for (const state of transition.from) {
      const others = byState.get(state)
      if (others === undefined) byState.set(state, [transition])
      else others.push(transition)
    }
  }
  // Sorting is stable: of equal times the first declared comes first.
  for (const others of byState.values()) others.sort((a, b) => a.afterMs - b.afterMs)
  return byState
}
