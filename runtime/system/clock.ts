// `/system/clock`: the clock of a sandbox, shown and moved.
import { parseDateTime } from '../clock.js'
import type { Reply } from '../http/reply.js'
import type { JsonObject } from '../json.js'
import {
  advancedBy,
  type ClockChange,
  type ClockState,
  frozen,
  released,
  running,
  setTo,
  timeOf,
} from '../sandboxes/clock-state.js'
import { type Endpoint, type SystemParts, sandboxOf } from './endpoint.js'
import { json } from './json-reply.js'
import { durationAt, flagAt, invalid, readObject, textAt } from './read-json.js'

type Answer = Endpoint['answer']

/** `GET /system/clock` */
export const showClock: Answer = async (call, parts) => reply(await sandboxOf(call, parts).readClock(), parts)

/** `PUT /system/clock`: `release` by itself; `set`, `advance` and `frozen` in this order where several are given. */
export const changeClock: Answer = async (call, parts) => {
  const body = await readObject(call, parts, ['set', 'advance', 'frozen', 'release'])
  try {
    return reply(await sandboxOf(call, parts).changeClock(readChange(body)), parts)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const member = 'advance' in body ? 'advance' : 'set'
    throw invalid([member], 'must not lead out of the years 1970 to 9999', 'range')
  }
}

function readChange(body: JsonObject): ClockChange {
  if (flagAt(body, 'release') === true) {
    if (Object.keys(body).length === 1) return released
    throw invalid(['release'], 'goes with nothing else', 'oneOf')
  }
  const time = textAt(body, 'set')
  const ms = durationAt(body, 'advance')
  const isFrozen = flagAt(body, 'frozen')
  const changes = [
    ...(time === undefined ? [] : [setTo(readTime(time))]),
    ...(ms === undefined ? [] : [advancedBy(ms)]),
    ...(isFrozen === undefined ? [] : [isFrozen ? frozen : running]),
  ]
  if (changes.length === 0)
    throw invalid([], 'must have "set", "advance", "frozen" or "release": true', 'required')
  return (state, baseMs) => changes.reduce((changed, change) => change(changed, baseMs), state)
}

function readTime(text: string): number {
  const time = parseDateTime(text)
  if (time !== undefined) return time
  throw invalid(['set'], 'must be a date-time such as 2030-01-01T00:00:00Z', 'format')
}

function reply(state: ClockState, { clock }: SystemParts): Reply {
  const { offsetMs, frozenAt } = state
  const now = new Date(timeOf(state, clock.now())).toISOString()
  return json(200, { now, frozen: frozenAt !== undefined, offsetMs })
}
