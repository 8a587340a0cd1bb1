// Makes text of the formats of JSON Schema 2020-12 and of the OpenAPI format registry, checked or not.
import type { Random } from '../../ids.js'
import { integerBetween, pick } from './random-choice.js'
import { sampleMoment } from './sample-moment.js'
import { capitalised, email, filler, firstNames, hex, sentence, url, uuid, words } from './words.js'

/** What text is made from: how long it should be at least, and the property that it is for, in snake_case. */
export interface TextInput {
  readonly random: Random
  readonly minLength: number
  readonly name: string
}

export type MakeText = (input: TextInput) => string

/** Makes text of a format or content encoding; undefined for those that nobody knows. */
export function textFormat(format: string): MakeText | undefined {
  return formats.get(format.toLowerCase())
}

/** The shortest text of a format that is worth trying where the usual one is too long. */
export function shortText(format: string): string | undefined {
  return shortest.get(format)
}

const moment: MakeText = ({ random, name }) => sampleMoment(name, random)

function base64(encoding: 'base64' | 'base64url'): MakeText {
  return ({ random, minLength }) =>
    Buffer.from(filler(random, Math.max(9, Math.ceil(minLength * 0.75)))).toString(encoding)
}

const formats: ReadonlyMap<string, MakeText> = new Map<string, MakeText>([
  ['date-time', moment],
  ['date-time-local', (input) => moment(input).slice(0, -1)],
  ['date', (input) => moment(input).slice(0, 10)],
  ['time', (input) => moment(input).slice(11)],
  ['time-local', (input) => moment(input).slice(11, 19)],
  ['duration', ({ random }) => `PT${integerBetween(1, 59, random)}M`],
  ['http-date', (input) => new Date(moment(input)).toUTCString()],
  ['email', ({ random, minLength }) => longer(email(random), minLength, (more) => `a${more}.`)],
  ['idn-email', ({ random }) => `${pick(firstNames, random).toLowerCase()}@exämple.com`],
  ['hostname', ({ random, minLength }) => host(random, minLength)],
  ['idn-hostname', ({ random }) => `${pick(words, random)}.exämple.com`],
  ['domain', ({ random, minLength }) => host(random, minLength)],
  ['ipv4', ({ random }) => `192.0.2.${integerBetween(1, 254, random)}`],
  ['ip', ({ random }) => `192.0.2.${integerBetween(1, 254, random)}`],
  ['ipv6', ({ random }) => `2001:db8::${integerBetween(1, 0xffff, random).toString(16)}`],
  ['cidr', ({ random }) => `192.0.2.${integerBetween(0, 15, random) * 16}/28`],
  ['mac', ({ random }) => hexPairs(random, 6, ':')],
  ['uri', link],
  ['url', link],
  ['uri-reference', link],
  ['iri', ({ random }) => `${url(random)}/größe`],
  ['iri-reference', ({ random }) => `/${pick(words, random)}/größe`],
  ['uri-template', (input) => `${link(input)}/{id}`],
  ['uuid', ({ random }) => uuid(random)],
  ['guid', ({ random }) => uuid(random)],
  ['objectid', ({ random }) => hex(random, 24)],
  ['byte', base64('base64')],
  ['base64', base64('base64')],
  ['base64url', base64('base64url')],
  ['base16', ({ random, minLength }) => hex(random, even(Math.max(8, minLength))).toUpperCase()],
  ['hex', ({ random, minLength }) => hex(random, Math.max(8, minLength))],
  ['binary', ({ random, minLength }) => filler(random, Math.max(8, minLength))],
  [
    'password',
    ({ random, minLength }) => `${capitalised(random)}-${filler(random, Math.max(4, minLength))}7!`,
  ],
  ['char', ({ random }) => pick(words, random).charAt(0)],
  ['regex', () => '^[a-z]+$'],
  ['json-pointer', ({ random }) => `/${pick(words, random)}`],
  ['relative-json-pointer', ({ random }) => `0/${pick(words, random)}`],
  [
    'application/json',
    ({ random }) => JSON.stringify({ [pick(words, random)]: integerBetween(1, 9, random) }),
  ],
  ['html', ({ random }) => `<p>${sentence(random)}</p>`],
  ['text/html', ({ random }) => `<p>${sentence(random)}</p>`],
  ['commonmark', ({ random }) => `*${capitalised(random)}* ${sentence(random)}`],
  ['markdown', ({ random }) => `*${capitalised(random)}* ${sentence(random)}`],
  ['media-range', () => 'application/json'],
  ['etag', ({ random }) => `"${hex(random, 8)}"`],
  ['decimal', amount],
  ['decimal128', amount],
  ['double', amount],
  ['float', amount],
  ['int32', whole],
  ['int64', whole],
  ['phone', phone],
  ['slug', ({ random }) => `${pick(words, random)}-${pick(words, random)}`],
  ['color', () => '#3366cc'],
  ['year-month', (input) => moment(input).slice(0, 7)],
  ['unix-time', ({ random }) => String(integerBetween(1_704_067_200, 1_735_689_599, random))],
  ['sf-string', ({ random }) => `"${pick(words, random)}"`],
  ['sf-token', ({ random }) => pick(words, random)],
  ['sf-boolean', () => '?1'],
  ['sf-integer', whole],
  ['sf-decimal', amount],
  ['sf-binary', (input) => `:${base64('base64')(input)}:`],
])

const shortest: ReadonlyMap<string, string> = new Map([
  ['email', 'a@b.co'],
  ['hostname', 'a.io'],
  ['uri', 'a:b'],
  ['uri-reference', 'a'],
  ['uri-template', 'a'],
  ['ipv4', '1.1.1.1'],
  ['ipv6', '::1'],
  ['byte', 'YQ=='],
  ['duration', 'P1D'],
  ['json-pointer', ''],
  ['relative-json-pointer', '0'],
  ['regex', 'a'],
])

/** Letters and digits of a phone number that nobody has (NANP: 555-0100 to 555-0199). */
export function phone({ random }: TextInput): string {
  return `+1${integerBetween(201, 989, random)}55501${String(integerBetween(0, 99, random)).padStart(2, '0')}`
}

export function amount({ random }: TextInput): string {
  return `${integerBetween(1, 99, random)}.${integerBetween(10, 99, random)}`
}

function whole({ random }: TextInput): string {
  return String(integerBetween(1, 1_000, random))
}

function link({ random, minLength }: TextInput): string {
  return url(random).padEnd(minLength, 'a')
}

// Labels have at most 63 characters (RFC 1035).
function host(random: Random, minLength: number): string {
  return longer(`${pick(words, random)}.example.com`, minLength, (more) =>
    `${'a'.repeat(50)}.`.repeat(Math.ceil((more.length + 1) / 51)),
  )
}

// The text behind a beginning of about what it lacks.
function longer(text: string, minLength: number, prefix: (missing: string) => string): string {
  return text.length >= minLength ? text : prefix('a'.repeat(minLength - text.length)) + text
}

function hexPairs(random: Random, count: number, separator: string): string {
  return Array.from({ length: count }, () => hex(random, 2)).join(separator)
}

function even(length: number): number {
  return length + (length % 2)
}
