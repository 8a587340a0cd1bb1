// The Encoding Objects of a form (OpenAPI 3.x, Encoding Object): how its properties are written.
import { isObject, type JsonObject } from '../../json.js'
import { isFieldName, readHeader } from '../header-contract.js'
import type { DeclaredParameter } from '../parameters/declared-parameters.js'
import type { Place, References } from '../references.js'

/** How one property of a form is written. */
export interface Encoding {
  /** Media types and ranges that its parts may have, lower case; undefined where nothing is said. */
  readonly contentTypes: readonly string[] | undefined
  /** As of a query parameter; undefined where neither `style`, `explode` nor `allowReserved` is given. */
  readonly style: { readonly name: string; readonly explode: boolean } | undefined
  /** Headers of its parts in a multipart form, without Content-Type, of which `contentTypes` tells. */
  readonly headers: readonly DeclaredParameter[]
}

/** By property; `form` is the Media Type Object. */
export function readEncodings(form: Place, references: References): ReadonlyMap<string, Encoding> {
  const all = references.child(form, 'encoding')
  if (all === undefined || !isObject(all.value)) return new Map()
  return new Map(
    Object.keys(all.value).flatMap((property): [string, Encoding][] => {
      const place = references.child(all, property)
      return place !== undefined && isObject(place.value)
        ? [[property, readEncoding(place, place.value, references)]]
        : []
    }),
  )
}

function readEncoding(place: Place, value: JsonObject, references: References): Encoding {
  const { contentType, style, explode, allowReserved } = value
  const isStyled = [style, explode, allowReserved].some((field) => field !== undefined)
  const name = typeof style === 'string' ? style : 'form'
  return {
    contentTypes: typeof contentType === 'string' ? listOf(contentType) : undefined,
    style: isStyled ? { name, explode: typeof explode === 'boolean' ? explode : name === 'form' } : undefined,
    headers: isObject(value.headers)
      ? Object.keys(value.headers).flatMap((name) => readPartHeader(name, place, references))
      : [],
  }
}

// Nobody can send what HTTP has no room for.
function readPartHeader(key: string, encoding: Place, references: References): readonly DeclaredParameter[] {
  const name = key.toLowerCase()
  const place = references.child(encoding, 'headers', key)
  const isHeader = place !== undefined && isFieldName(name) && name !== 'content-type'
  return isHeader ? [readHeader(name, place, references)] : []
}

function listOf(contentType: string): readonly string[] | undefined {
  const types = contentType.split(',').map((type) => type.trim().toLowerCase())
  const named = types.filter((type) => type !== '')
  return named.length > 0 ? named : undefined
}
