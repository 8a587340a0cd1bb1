// Where in a request the values of a step come from, as far as its templates say so plainly: for the pointers of violations.
import type { Template } from '../../facts.js'
import { isObject, pointerTokens, toPointer } from '../../json.js'
import type { Run } from './run.js'

/** The place in the request of this run: `/body/items/3`. Undefined where it is not known. */
export type PlaceOf = (run: Run) => string | undefined

/** Where a template takes its value from when it is one path into the body or the item and nothing else. */
export function placeOfTemplate(template: Template | undefined, itemOf: PlaceOf): PlaceOf | undefined {
  if (typeof template !== 'string') return undefined
  const [, root, path] =
    /^\s*\{\{\s*(request\.body|item)((?:\.\??[A-Za-z_]\w*)*)\s*\}\}\s*$/.exec(template) ?? []
  if (root === undefined || path === undefined) return undefined
  const rest = path.replaceAll(/\.\??/g, '/')
  if (root === 'request.body') return () => `/body${rest}`
  return (run) => {
    const item = itemOf(run)
    return item === undefined ? undefined : item + rest
  }
}

/** The place of the item that a step is done for; `items` is the template of the list. */
export function placeOfItem(items: Template | undefined): PlaceOf {
  const list = placeOfTemplate(items, nowhere)
  if (list === undefined) return nowhere
  return (run) => {
    const index = run.get('index')
    return typeof index === 'number' ? `${list(run)}/${index}` : undefined
  }
}

/** Moves a pointer into a record (`/body/name`) to the place in the request that the value came from. */
export type Relocate = (run: Run, pointer: string) => string

/** Compiles it for the data of a step; `whole` is the place of all of it, `item` that of the item it is done for. */
export function compileRelocate(
  data: Template | undefined,
  whole: PlaceOf | undefined,
  item: PlaceOf,
): Relocate {
  const parts = new Map(
    isObject(data)
      ? Object.entries(data).map(([name, template]) => [name, placeOfTemplate(template, item)] as const)
      : [],
  )
  return (run, pointer) => {
    const [root, name, ...inner] = pointerTokens(pointer)
    if (root !== 'body') return pointer
    const base = whole?.(run)
    if (base !== undefined) return base + pointer.slice('/body'.length)
    const place = name === undefined ? undefined : parts.get(name)?.(run)
    return place === undefined ? (item(run) ?? pointer) : place + toPointer(inner)
  }
}

const nowhere: PlaceOf = () => undefined
