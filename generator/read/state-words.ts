// What an action's name says about the state of a record after it: `cancel` makes it `cancelled`, `unarchive` not `archived`.
import { singular, wordsOf } from './words.js'

/** The states after an action, in one word each. */
export interface StateWords {
  /** Values of an enumeration, the likeliest first. */
  readonly values: readonly string[]
  /** Names of boolean properties that are true then, and of those that are false. */
  readonly on: readonly string[]
  readonly off: readonly string[]
}

/**
 * Reads the last segment of an action's path: `cancel`, `cancelOrder` of an order, `mark-as-paid`. Undefined where it is no verb
 * that we know: `/orders/{id}/lines` may be anything.
 */
export function stateWords(segment: string, nouns: ReadonlySet<string>): StateWords | undefined {
  const [first, ...others] = wordsOf(segment)
  if (first === undefined) return undefined
  if (first === 'mark') {
    const marked = (others[0] === 'as' ? others.slice(1) : others).join('')
    const isNot = marked.startsWith('un')
    return marked === ''
      ? undefined
      : { values: [marked], ...flags(isNot ? marked.slice(2) : marked, !isNot) }
  }
  const isAbout = others.length === 0 || nouns.has(others.join('')) || nouns.has(singular(others.join('')))
  return isAbout ? wordsAfter(first) : undefined
}

function wordsAfter(verb: string): StateWords | undefined {
  const opposite = opposites.get(verb) ?? (verb.startsWith('un') ? verb.slice(2) : undefined)
  const participles = verbs.get(verb)
  if (opposite !== undefined && verbs.has(opposite)) {
    const off = verbs.get(opposite) ?? []
    return { values: participles ?? [participle(verb)], on: participles ?? [], off }
  }
  if (participles === undefined) return undefined
  return { values: participles, on: participles, off: [] }
}

function flags(name: string, isOn: boolean): Pick<StateWords, 'on' | 'off'> {
  return isOn ? { on: [name], off: [] } : { on: [], off: [name] }
}

// `archive` is archived, `publish` published; `un` before a verb forms its participle in the same way.
function participle(verb: string): string {
  const base = verb.startsWith('un') ? verbs.get(verb.slice(2))?.[0] : undefined
  if (base !== undefined) return `un${base}`
  if (verb.endsWith('e')) return `${verb}d`
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`
}

const regular =
  'accept acknowledge approve archive assign block close complete confirm decline deny expire finish follow highlight ' +
  'ignore lock mute pause process publish refund reject release resolve restrict revoke schedule snooze subscribe ' +
  'suspend terminate trash verify void watch'

const irregular: readonly (readonly [string, readonly string[]])[] = [
  ['activate', ['active', 'activated']],
  ['ban', ['banned']],
  ['cancel', ['cancelled', 'canceled']],
  ['deactivate', ['inactive', 'deactivated']],
  ['disable', ['disabled', 'inactive']],
  ['enable', ['enabled', 'active']],
  ['fail', ['failed']],
  ['flag', ['flagged']],
  ['freeze', ['frozen']],
  ['fulfill', ['fulfilled']],
  ['hide', ['hidden']],
  ['merge', ['merged']],
  ['open', ['open', 'opened']],
  ['pay', ['paid']],
  ['pin', ['pinned']],
  ['reactivate', ['active', 'reactivated']],
  ['read', ['read']],
  ['reopen', ['open', 'reopened']],
  ['resume', ['active', 'running', 'resumed']],
  ['send', ['sent']],
  ['ship', ['shipped']],
  ['star', ['starred']],
  ['start', ['started', 'running', 'in_progress']],
  ['stop', ['stopped']],
  ['submit', ['submitted']],
  ['withdraw', ['withdrawn']],
]

const verbs: ReadonlyMap<string, readonly string[]> = new Map([
  ...regular.split(' ').map((verb) => [verb, [participle(verb)]] as const),
  ...irregular,
])

// Verbs that undo others without an `un` before them.
const opposites: ReadonlyMap<string, string> = new Map([
  ['deactivate', 'activate'],
  ['disable', 'enable'],
  ['reopen', 'close'],
  ['resume', 'pause'],
])
