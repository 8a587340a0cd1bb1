// The state machine of a declared entity: `lifecycle`.

import type { JsonObject, LifecycleFacts, TransitionFacts } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { join, type Located } from '../../pointers.js'
import type { Problems } from '../problems.js'
import { durationForm, readDuration } from './duration.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** A lifecycle in facts, and where it is declared. */
export interface DeclaredLifecycle {
  readonly pointer: string
  readonly facts: LifecycleFacts
  /** Pointers of the transitions, in their order. */
  readonly transitions: readonly string[]
}

/** Most transitions of one lifecycle. */
const maxTransitions = 200

/** Reads a lifecycle; undefined when there is none or something in it is wrong, which has been reported. */
export function readLifecycle(fields: Fields, problems: Problems): DeclaredLifecycle | undefined {
  const at = fields.object('lifecycle')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.lifecycle }, problems)
  const field = requireText(inner, 'field', 'name the property that holds the state', problems)
  const initial = requireText(inner, 'initial', 'name the state of a new record', problems)
  const list = inner.objects('transitions')
  if (inner.value('transitions') === undefined) {
    const message = 'the lifecycle has no transitions'
    const remedy = 'write transitions: [{ from: …, to: … }]'
    problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: at.pointer, message, remedy })
  }
  if (list !== undefined && (list.length === 0 || list.length > maxTransitions)) {
    reportValue(inner.pointer('transitions'), 'transitions', `1 to ${maxTransitions}`, list.length, problems)
    return undefined
  }
  const read = (list ?? []).map((entry) => ({
    pointer: entry.pointer,
    facts: readTransition(entry, problems),
  }))
  const transitions = read.flatMap(({ facts }) => (facts ? [facts] : []))
  if (field === undefined || initial === undefined) return undefined
  if (list === undefined || transitions.length < read.length) return undefined
  const lifecycle = {
    pointer: at.pointer,
    facts: { field, initial, transitions },
    transitions: read.map(({ pointer }) => pointer),
  }
  return checkStates(lifecycle, problems) ? lifecycle : undefined
}

/** Every state of a lifecycle, each once. */
export function statesOf({ initial, transitions }: LifecycleFacts): readonly string[] {
  return [...new Set([initial, ...transitions.flatMap(({ from, to }) => [...from, to])])]
}

function requireText(fields: Fields, name: string, remedy: string, problems: Problems): string | undefined {
  if (fields.value(name) !== undefined) return fields.text(name)
  const message = `the lifecycle has no ${name}`
  problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: fields.at.pointer, message, remedy })
  return undefined
}

function readTransition(at: Located, problems: Problems): TransitionFacts | undefined {
  const fields = openFields(at, { known: vocabulary.transition }, problems)
  const from = fields.textOrTexts('from')
  const to = fields.text('to')
  const after = fields.value('after')
  const afterMs = after === undefined ? undefined : readDuration(after)
  if (after !== undefined && afterMs === undefined)
    reportValue(fields.pointer('after'), 'after', durationForm, after, problems)
  const when = fields.text('when')
  const set = readSet(fields.object('set'))
  for (const name of ['from', 'to']) {
    if (fields.value(name) !== undefined) continue
    const message = `the transition does not say ${name} which state it leads`
    problems.error({ code: 'MOCKGEN_LIFECYCLE', pointer: at.pointer, message, remedy: `write ${name}:` })
  }
  const sources = from === undefined ? [] : [from].flat()
  if (from !== undefined && sources.length === 0)
    reportValue(fields.pointer('from'), 'from', 'at least one state', from, problems)
  if (sources.length === 0 || to === undefined) return undefined
  if (after !== undefined && afterMs === undefined) return undefined
  return {
    from: sources,
    to,
    ...(afterMs !== undefined && { afterMs }),
    ...(when !== undefined && { when }),
    ...(set !== undefined && { set }),
  }
}

// It would set a prototype where facts become object literals; no property is called so.
function readSet(at: Located | undefined): JsonObject | undefined {
  return at && Object.fromEntries(Object.entries(at.value).filter(([name]) => name !== '__proto__'))
}

// A record begins in the initial state and takes transitions; one that it can never take is a slip.
function checkStates({ pointer, facts, transitions }: DeclaredLifecycle, problems: Problems): boolean {
  const sources = new Set(facts.transitions.flatMap(({ from }) => from))
  const named = new Set([...sources, ...facts.transitions.map(({ to }) => to)])
  if (!named.has(facts.initial)) {
    const meant = didYouMean(facts.initial, named)
    problems.error({
      code: 'MOCKGEN_LIFECYCLE',
      pointer: join(pointer, 'initial'),
      message: `no transition knows the initial state "${facts.initial}"`,
      remedy: meant ? `did you mean ${meant}?` : `states are ${[...named].join(', ')}`,
    })
    return false
  }
  const reachable = reachableFrom(facts)
  const dead = facts.transitions.flatMap(({ from }, index) => {
    const never = from.filter((state) => !reachable.has(state))
    return never.length > 0 ? [{ never, pointer: transitions[index] ?? pointer }] : []
  })
  for (const { never, pointer } of dead) {
    problems.error({
      code: 'MOCKGEN_LIFECYCLE',
      pointer,
      message: `a record that begins as "${facts.initial}" is never ${never.map((state) => `"${state}"`).join(' or ')}`,
      remedy: 'add the transition that leads there, or leave this one out',
    })
  }
  return dead.length === 0
}

function reachableFrom({ initial, transitions }: LifecycleFacts): ReadonlySet<string> {
  const reached = new Set([initial])
  // Each state is visited once: a set yields what is added while it is walked.
  for (const state of reached) {
    for (const { from, to } of transitions) if (from.includes(state)) reached.add(to)
  }
  return reached
}
