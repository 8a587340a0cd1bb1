// The Encoding Objects of a form (OpenAPI 3.x, Encoding Object): how its properties are written.
import { isObject, type Json } from '../../json.js'
import type { Place, References } from '../references.js'

/** How one property of a form is written. */
export interface Encoding {
  /** Media types and ranges that its parts may have, lower case; undefined where nothing is said. */
  readonly contentTypes: readonly string[] | undefined
  /** As of a query parameter; undefined where neither `style`, `explode` nor `allowReserved` is given. */
  readonly style: { readonly name: string; readonly explode: boolean } | undefined
}

/** By property; `form` is the Media Type Object. */
export function readEncodings(form: Place, references: References): ReadonlyMap<string, Encoding> {
  const all = references.child(form, 'encoding')
  if (all === undefined || !isObject(all.value)) return new Map()
  return new Map(
    Object.keys(all.value).flatMap((property): [string, Encoding][] => {
      const value = references.child(all, property)?.value
      return isObject(value) ? [[property, readEncoding(value)]] : []
    }),
  )
}

function readEncoding(value: { readonly [name: string]: Json }): Encoding {
  const { contentType, style, explode, allowReserved } = value
  const isStyled = [style, explode, allowReserved].some((field) => field !== undefined)
  const name = typeof style === 'string' ? style : 'form'
  return {
    contentTypes: typeof contentType === 'string' ? listOf(contentType) : undefined,
    style: isStyled ? { name, explode: typeof explode === 'boolean' ? explode : name === 'form' } : undefined,
  }
}

function listOf(contentType: string): readonly string[] | undefined {
  const types = contentType.split(',').map((type) => type.trim().toLowerCase())
  const named = types.filter((type) => type !== '')
  return named.length > 0 ? named : undefined
}
