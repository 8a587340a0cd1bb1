// Changes in words, for people; what stands in a document may stand in them.
import type { Change, Endpoint, ValueChange } from './change.js'

/** Most operations or entities that are named. */
const shownNames = 3

/** One line without a full stop: `createPet (POST /pets): body /name is required now`. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'namespace-changed':
      return `stores know the mock as ${JSON.stringify(change.after)}, formerly as ${JSON.stringify(change.before)}`
    case 'operation-added':
      return `operation ${change.operation} (${at(change)}) is new`
    case 'operation-removed':
      return `operation ${change.operation} (${at(change)}) was removed`
    case 'operation-renamed':
      return `operation ${change.formerly} is called ${change.operation} (${at(change)})`
    case 'operation-moved':
      return `operation ${change.operation} is ${at(change)} and was ${at(change.from)}`
    case 'parameters-renamed':
      return `parameters of ${change.operation} have other names: ${change.path}, formerly ${change.from.path}`
    case 'became-stateful':
      return `operation ${change.operation} (${at(change)}) keeps records now`
    case 'became-stateless':
      return `operation ${change.operation} (${at(change)}) keeps no records any more`
    case 'request':
      return `request of ${namesOf(change.operations)}: ${place(change)} ${describeValue(change)}`
    case 'response':
      return `response of ${namesOf(change.operations)}: ${place(change)} ${describeValue(change)}`
    case 'entity-added':
      return `entity ${change.entity} is new`
    case 'entity-removed':
      return `entity ${change.entity} was removed`
    case 'entity-renamed':
      return `entity ${change.formerly} is called ${change.entity}`
    case 'key-changed':
      return `records of ${change.entity} are identified by ${change.after}, formerly by ${change.before}`
    case 'constraint-added':
      return `entity ${change.entity}: ${change.constraint} holds now`
    case 'constraint-removed':
      return `entity ${change.entity}: ${change.constraint} holds no longer`
    case 'property':
      return `entity ${namesOf(change.entities)}: ${change.pointer || 'the record'} ${describeValue(change)}`
  }
}

function at({ method, path }: Endpoint): string {
  return `${method.toUpperCase()} ${path}`
}

function place({ place: where, pointer }: { readonly place: string; readonly pointer: string }): string {
  return pointer === '' ? where : `${where} ${pointer}`
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ')
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown
}

function describeValue(change: ValueChange): string {
  switch (change.what) {
    case 'added':
      return change.required ? 'is new and required' : 'is new'
    case 'removed':
      return 'was removed'
    case 'made-required':
      return 'is required now'
    case 'made-optional':
      return 'is optional now'
    case 'type-changed':
      return `is ${change.after} and was ${change.before}`
    case 'values-changed':
      return [list('may no longer be', change.gone), list('may also be', change.new)]
        .filter((part) => part !== '')
        .join(', ')
    case 'limits-changed':
      return `has ${change.after || 'no limit'} and had ${change.before || 'no limit'}`
  }
}

/** Most values that are written out. */
const shownValues = 6

function list(words: string, values: readonly string[]): string {
  if (values.length === 0) return ''
  const shown = values.slice(0, shownValues).join(', ')
  return `${words} ${values.length > shownValues ? `${shown}, …` : shown}`
}
