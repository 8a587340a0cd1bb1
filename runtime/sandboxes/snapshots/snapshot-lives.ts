// The lives of records in a document: when each expires, and for how long it has been in its state.
import { expiryRef, type Life, printLife } from '../../entities/life/lifetime.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { pairKey } from '../../store/pair-key.js'
import type { RowRef } from '../../store/store.js'
import type { ContentRow } from '../content.js'
import { membersOf, type Problems } from './problems.js'
import { type DocumentLife, readDocumentTime, toDocumentTime } from './snapshot-document.js'
import { isCounted } from './snapshot-relations.js'

/** Whose lives a document may tell of. */
interface Known {
  has(ref: RowRef): boolean
}

const times = ['entered', 'changed', 'tried'] as const

/** What a document says of a life besides when it ends; undefined when that is nothing. */
export function toDocumentLife({ ttl, moves, ...life }: Life): DocumentLife | undefined {
  const said = times.flatMap((name) => {
    const time = life[name]
    return time === undefined ? [] : [[name, toDocumentTime(time)] as const]
  })
  const document: DocumentLife = {
    ...(ttl !== undefined && { ttlMs: ttl }),
    ...Object.fromEntries(said),
    ...(moves !== undefined && { moves }),
  }
  return Object.keys(document).length === 0 ? undefined : document
}

/** The lives that the members `expires` and `lives` of a document tell, one row for each record. */
export function readLives(
  { expires, lives }: JsonObject,
  records: Known,
  problems: Problems,
): readonly ContentRow[] {
  const found = new Map<string, { readonly ref: RowRef; readonly life: Life }>()
  const add = (member: 'expires' | 'lives', value: Json | undefined, read: ReadLife) => {
    for (const [collection, rows] of membersOf(value, [member], problems)) {
      for (const [id, said] of membersOf(rows, [member, collection], problems)) {
        const path = [member, collection, id]
        const ref = { collection, id }
        if (!records.has(ref)) problems.add(path, 'names no record of the document', 'reference')
        else {
          const key = pairKey(collection, id)
          found.set(key, { ref, life: { ...found.get(key)?.life, ...read(said, path, problems) } })
        }
      }
    }
  }
  add('expires', expires, readExpiry)
  add('lives', lives, readLife)
  return [...found.values()].flatMap(({ ref, life }) => {
    const value = printLife(life)
    return value === undefined ? [] : [{ ...expiryRef(ref), value }]
  })
}

type ReadLife = (value: Json, path: readonly string[], problems: Problems) => Life

function readExpiry(value: Json, path: readonly string[], problems: Problems): Life {
  const expires = readDocumentTime(value)
  if (expires !== undefined) return { expires }
  problems.add(path, 'must be a date-time, or epoch milliseconds', 'format')
  return {}
}

function readLife(value: Json, path: readonly string[], problems: Problems): Life {
  if (!isObject(value)) {
    problems.add(path, 'must be an object', 'type')
    return {}
  }
  const life: Record<string, number> = {}
  for (const [name, member] of Object.entries(value)) {
    const read = Object.hasOwn(members, name) ? members[name] : undefined
    const number = read?.value(member)
    if (read === undefined) problems.add([...path, name], 'is no member of a life', 'additionalProperties')
    else if (number === undefined) problems.add([...path, name], read.expected, 'format')
    else life[read.name] = number
  }
  return life
}

interface Member {
  readonly name: keyof Life
  readonly value: (value: Json) => number | undefined
  readonly expected: string
}

const timeMember = (name: keyof Life): Member => ({
  name,
  value: readDocumentTime,
  expected: 'must be a date-time, or epoch milliseconds',
})

const members: Readonly<Record<string, Member>> = {
  ttlMs: {
    name: 'ttl',
    value: (value) => (typeof value === 'number' && value > 0 ? value : undefined),
    expected: 'must be a positive number of milliseconds',
  },
  entered: timeMember('entered'),
  changed: timeMember('changed'),
  tried: timeMember('tried'),
  moves: {
    name: 'moves',
    value: (value) => (typeof value === 'number' && isCounted(value) ? value : undefined),
    expected: 'must be a positive whole number',
  },
}
