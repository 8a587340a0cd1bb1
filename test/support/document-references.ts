// References inside a document, followed by what RFC 6901 and OpenAPI say and by nothing of the runtime.

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }
export type JsonRecord = { readonly [name: string]: JsonValue }

/** A value and where it stands: `/components/schemas/Pet`. */
export interface Located {
  readonly value: JsonValue
  readonly pointer: string
}

/** References that may follow one another; a longer chain is a circle. */
const maxReferences = 100

/**
 * The object that a value is once its references are followed; undefined when they lead nowhere or in a circle. `at` is where
 * the value stands.
 */
export function followReferences(document: JsonRecord, value: JsonValue, at: string): Located | undefined {
  let found: Located | undefined = { value, pointer: at }
  for (let i = 0; i < maxReferences && found !== undefined; i++) {
    const reference = referenceOf(found.value)
    if (reference === undefined) return found
    found = findByReference(document, reference)
  }
  return undefined
}

/** What stands at the fragment of a reference (`#/components/schemas/Pet`), its own references not followed. */
export function findByReference(document: JsonRecord, reference: string): Located | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined
  return findByPointer(document, decodeFragment(reference.slice(1)))
}

/**
 * What stands at a pointer (`/components/schemas/Pet`). A pointer may lead through an object that is a reference itself: the
 * rest of it is then read in what that one means.
 */
export function findByPointer(
  document: JsonRecord,
  pointer: string,
  budget = maxReferences,
): Located | undefined {
  if (budget === 0) return undefined
  let found: Located = { value: document, pointer: '' }
  const tokens = pointer.split('/').slice(1)
  for (const [i, token] of tokens.entries()) {
    const child = childOf(found.value, token.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (child !== undefined) {
      found = { value: child, pointer: `${found.pointer}/${token}` }
      continue
    }
    const reference = referenceOf(found.value)
    if (!reference?.startsWith('#/')) return undefined
    const rest = tokens.slice(i).join('/')
    return findByPointer(document, `${decodeFragment(reference.slice(1))}/${rest}`, budget - 1)
  }
  return found
}

export function referenceOf(value: JsonValue): string | undefined {
  return isRecord(value) && typeof value.$ref === 'string' ? value.$ref : undefined
}

/** A property of an object or a member of an array, by its name; never an inherited one. */
export function childOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isRecord(value) && !isList(value)) return undefined
  const child: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
  return isJson(child) ? child : undefined
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** A token of a pointer for a name. */
export function tokenOf(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** True of everything that was parsed from JSON. */
export function isJson(value: unknown): value is JsonValue {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}
