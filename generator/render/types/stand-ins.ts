// Keeps the names of a document from openapi-typescript, which takes them for pieces of pointers in fragment form.
//
// It joins names into such pointers without encoding them and decodes what it has joined: `100%` is an error there, `a%41` another
// name, and `a#/b` two. So `%` and `#` are hidden behind text that means nothing to it, and put back in what it prints. A name of
// an operation that is a number would be printed as one, and no string would be a key of `operations`: it is hidden as well.
import type { Json, JsonObject } from '@mockgen/runtime'
import { mapItems, mapValues } from '../../load/json-edit.js'
import { isObject, join, tokensOf } from '../../pointers.js'

export interface StandIns {
  /** The document with stand-ins for `%` and `#` in every name; references still lead to the same values. */
  hide(document: JsonObject): JsonObject
  /** A text that was printed from the hidden document, with the characters themselves. */
  show(text: string): string
}

/** Stand-ins that do not occur in the document, which is given as JSON text. */
export function createStandIns(json: string): StandIns {
  // No identifiers, so that names with them are printed in quotes, as they would be without; and as ASCII never escaped.
  let mark = 'mockgen'
  while (json.includes(`<${mark}:`)) mark += '-'
  const percent = `<${mark}:percent>`
  const hash = `<${mark}:hash>`
  const quote = `<${mark}:quote>`

  const hideName = (name: string) =>
    /[%#]/.test(name) ? name.replaceAll('%', percent).replaceAll('#', hash) : name
  const hideReference = (reference: string) =>
    reference.startsWith('#/') ? `#${hideName(join('', ...tokensOf(reference.slice(1))))}` : reference

  /** The same value where nothing is hidden, which is nearly everywhere. */
  function hide(value: Json, field: string, within: string): Json {
    if (typeof value === 'string') {
      if (field === 'operationId' && /^\d/.test(value)) return quote + hideName(value)
      if (namesItself.has(field)) return hideName(value)
      return field === '$ref' || within === 'mapping' ? hideReference(value) : value
    }
    if (Array.isArray(value)) return mapItems(value, (item) => hide(item, '', ''))
    return isObject(value) ? hideIn(value, field) : value
  }

  function hideIn(object: JsonObject, within: string): JsonObject {
    const hidden = mapValues(object, (child, field) => hide(child, field, within))
    if (!Object.keys(hidden).some((name) => hideName(name) !== name)) return hidden
    return Object.fromEntries(Object.entries(hidden).map(([name, child]) => [hideName(name), child]))
  }

  return {
    hide: (document) => hideIn(document, ''),
    show: (text) => text.replaceAll(percent, '%').replaceAll(hash, '#').replaceAll(quote, ''),
  }
}

/** Fields that hold the name of an operation or parameter; all others are named by the object that they stand in. */
const namesItself: ReadonlySet<string> = new Set(['name', 'operationId'])
