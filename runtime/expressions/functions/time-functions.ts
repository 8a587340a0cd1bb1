// Functions of times, durations and identifiers. Times are in UTC.
import { ExpressionFailure } from '../failure.js'
import { instantAt, timeOf } from '../times.js'
import { Duration, type Instant, instantText } from '../values.js'
import {
  duration,
  type FunctionForm,
  type FunctionForms,
  form0,
  form1,
  form2,
  number,
  text,
  time,
  timeOrText,
} from './function-form.js'

export const timeFunctions: FunctionForms = {
  uuid: [form0('text', ({ scope }) => scope.ids.uuid())],
  ulid: [form0('text', ({ scope }) => scope.ids.ulid(scope.now))],
  nanoid: [form0('text', ({ scope }) => scope.ids.nanoid())],
  plusSeconds: [
    form2(timeOrText, number, 'time', (start, seconds) => instantAt(epochMs(start) + seconds * 1_000)),
  ],
  timestamp: [
    form1(timeOrText, 'time', (value) => instantAt(epochMs(value))),
    form1(number, 'time', (seconds) => instantAt(seconds * 1_000)),
  ],
  duration: [form1(text, 'duration', readDuration)],
  getFullYear: [part((date) => date.getUTCFullYear())],
  getMonth: [part((date) => date.getUTCMonth())],
  getDate: [part((date) => date.getUTCDate())],
  getDayOfMonth: [part((date) => date.getUTCDate() - 1)],
  getDayOfWeek: [part((date) => date.getUTCDay())],
  getDayOfYear: [form1(time, 'number', dayOfYear)],
  getHours: [part((date) => date.getUTCHours()), whole(3_600_000)],
  getMinutes: [part((date) => date.getUTCMinutes()), whole(60_000)],
  getSeconds: [part((date) => date.getUTCSeconds()), whole(1_000)],
  getMilliseconds: [part((date) => date.getUTCMilliseconds()), whole(1)],
}

const dayMs = 86_400_000

function part(read: (date: Date) => number): FunctionForm {
  return form1(time, 'number', ({ timeMs }) => read(new Date(timeMs)))
}

function dayOfYear(value: Instant): number {
  const newYear = Date.parse(`${instantText(value).slice(0, 4)}-01-01T00:00:00Z`)
  return Math.floor((value.timeMs - newYear) / dayMs)
}

// As in CEL, the whole duration in that unit.
function whole(unitMs: number): FunctionForm {
  return form1(duration, 'number', ({ ms }) => Math.trunc(ms / unitMs))
}

function epochMs(value: Instant | string): number {
  const timeMs = timeOf(value)
  if (timeMs === undefined) throw new ExpressionFailure('has a text that is no RFC 3339 date and time')
  return timeMs
}

const unitsMs = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
  ['us', 0.001],
  ['ns', 0.000_001],
])

// `1h30m`, `-1.5s`: numbers, each with its unit.
function readDuration(source: string): Duration {
  const isWritten = /^-?(\d{1,12}(\.\d{1,9})?(h|ms|us|ns|m|s)){1,6}$/.test(source)
  if (!isWritten) throw new ExpressionFailure('has a text that is no duration such as 90s or 1h30m')
  let ms = 0
  for (const [, amount, unit] of source.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/g))
    ms += Number(amount) * (unitsMs.get(unit ?? '') ?? 0)
  return new Duration(source.startsWith('-') ? -ms : ms)
}
