// Makes text: by format, by what the property's name means, and of the length the schema asks for.
import type { Random } from '../ids.js'
import type { FlatSchema } from './flat-schema.js'
import { integerBetween, pick } from './random-choice.js'
import { samplePattern } from './sample-pattern.js'

/** Text for a schema; `name` is the property it is for. */
export function sampleText(flat: FlatSchema, name: string, random: Random): string {
  const lengths = { min: Math.min(flat.minLength ?? 0, maxLength), max: flat.maxLength ?? maxLength }
  const [pattern] = flat.patterns
  if (pattern !== undefined) {
    const text = samplePattern(pattern, lengths, random)
    if (text !== undefined) return text
  }
  const format = flat.formats.map((known) => formats.get(known)).find((make) => make !== undefined)
  if (format !== undefined) return format(random, lengths.min)
  return fit(plausible(name, random), lengths.min, lengths.max, random)
}

/** Characters of a text that is made at most. */
const maxLength = 100_000

type Make = (random: Random, minLength: number) => string

/** The first day of generated dates; fixed, so that the same seed gives the same data every day. */
const epoch = Date.UTC(2024, 0, 1)
const dayMs = 86_400_000

const formats: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['date-time', (random) => moment(random).replace('.000Z', 'Z')],
  ['date', (random) => moment(random).slice(0, 10)],
  ['time', (random) => `${moment(random).slice(11, 19)}Z`],
  ['duration', (random) => `PT${integerBetween(1, 59, random)}M`],
  ['email', email],
  ['hostname', (random) => `${pick(words, random)}.example.com`],
  ['ipv4', (random) => `192.0.2.${integerBetween(1, 254, random)}`],
  ['ipv6', (random) => `2001:db8::${integerBetween(1, 0xffff, random).toString(16)}`],
  ['uri', url],
  ['uri-reference', url],
  ['uri-template', (random, min) => `${url(random, min)}/{id}`],
  ['uuid', uuid],
  [
    'byte',
    (random, min) => Buffer.from(filler(random, Math.max(8, Math.ceil(min * 0.75)))).toString('base64'),
  ],
  ['regex', () => '^[a-z]+$'],
  ['json-pointer', (random) => `/${pick(words, random)}`],
  ['relative-json-pointer', (random) => `0/${pick(words, random)}`],
])

const words = [
  'amber',
  'basil',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'harbor',
  'indigo',
  'juniper',
  'kelp',
  'linden',
  'maple',
  'nectar',
  'ocean',
  'pebble',
]
const firstNames = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Ken', 'Radia', 'Tim']
const lastNames = ['Hill', 'Marsh', 'Rivers', 'Stone', 'Woods', 'Field', 'Lake', 'Brook', 'Dale', 'Moor']
const cities = ['Lisbon', 'Oslo', 'Kyoto', 'Quito', 'Nairobi', 'Boston', 'Vienna', 'Perth']
const countries = ['Portugal', 'Norway', 'Japan', 'Ecuador', 'Kenya', 'Austria', 'Australia', 'Canada']

/** What a property's name says about its text; the first that matches makes it. Read on names in snake_case. */
const meanings: readonly (readonly [RegExp, Make])[] = [
  [/(^|_)e?mail(_address)?$/, email],
  [/(^|_)(url|uri|href|link|website|homepage)$/, url],
  [/^(first|given)_name$/, (random) => pick(firstNames, random)],
  [/^(last|family)_name$|^surname$/, (random) => pick(lastNames, random)],
  [
    /^(full_name|author|owner|display_name)$/,
    (random) => `${pick(firstNames, random)} ${pick(lastNames, random)}`,
  ],
  [
    /(^|_)(user_?name|login|nick_?name)$/,
    (random) => `${pick(words, random)}${integerBetween(1, 99, random)}`,
  ],
  [
    /(^|_)(phone|mobile|tel|fax)(_number)?$/,
    (random) => `+1555${String(integerBetween(100000, 999999, random))}0`,
  ],
  [/(^|_)(city|town)$/, (random) => pick(cities, random)],
  [/(^|_)country$/, (random) => pick(countries, random)],
  [/(^|_)country_code$/, () => 'US'],
  [/(^|_)currency(_code)?$/, () => 'EUR'],
  [/(^|_)(locale|language)(_code)?$/, () => 'en'],
  [/(^|_)(zip|zip_code|postal_code|postcode)$/, (random) => String(integerBetween(10000, 99999, random))],
  [
    /(^|_)(street|address)(_line)?$/,
    (random) => `${integerBetween(1, 99, random)} ${capitalised(random)} Street`,
  ],
  [
    /(^|_)(price|amount|total|cost)$/,
    (random) => `${integerBetween(1, 99, random)}.${integerBetween(10, 99, random)}`,
  ],
  [/(^|_)(description|summary|text|comment|body|message|note|notes|content|details)$/, sentence],
  [/(^|_)(title|subject|headline|label)$/, (random) => `${capitalised(random)} ${pick(words, random)}`],
  [/(^|_)(name)$/, (random) => `${capitalised(random)} ${pick(words, random)}`],
  [/(^|_)(colou?r)$/, () => '#3366cc'],
  [/(^|_)(version)$/, (random) => `1.${integerBetween(0, 9, random)}.0`],
  [/(^|_)(u?uid|guid)$/, uuid],
  [/(^|_)(created|updated|deleted|modified)_(at|on)$|(^|_)timestamp$/, (random) => moment(random)],
  [/(^|_)date$/, (random) => moment(random).slice(0, 10)],
  [/(^|_)(id|sid|key|token|secret|hash|sha|etag)$/, (random) => hex(random, 12)],
]

function plausible(name: string, random: Random): string {
  const snake = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase()
  const meaning = meanings.find(([pattern]) => pattern.test(snake))
  return meaning === undefined ? pick(words, random) : meaning[1](random, 0)
}

function fit(text: string, min: number, max: number, random: Random): string {
  const long = text.length >= min ? text : `${text} ${filler(random, min)}`.slice(0, Math.max(min, 1))
  return long.slice(0, max)
}

function filler(random: Random, length: number): string {
  let text = ''
  while (text.length < length) text += pick(words, random)
  return text.slice(0, length)
}

function moment(random: Random): string {
  return new Date(
    epoch + Math.floor(random() * 365) * dayMs + Math.floor(random() * 86_400) * 1_000,
  ).toISOString()
}

function email(random: Random): string {
  return `${pick(firstNames, random).toLowerCase()}.${pick(lastNames, random).toLowerCase()}@example.com`
}

function url(random: Random, minLength: number): string {
  return `https://example.com/${pick(words, random)}`.padEnd(minLength, 'a')
}

function uuid(random: Random): string {
  const digits = hex(random, 32)
  const text = `${digits.slice(0, 12)}4${digits.slice(13, 16)}${pick(['8', '9', 'a', 'b'], random)}${digits.slice(17)}`
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  )
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => integerBetween(0, 15, random).toString(16)).join('')
}

function capitalised(random: Random): string {
  const text = pick(words, random)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function sentence(random: Random): string {
  return `${capitalised(random)} ${pick(words, random)} beside the ${pick(words, random)} ${pick(words, random)}.`
}
