// The JSON data model (RFC 8259) as types, and the few questions asked about it everywhere.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [name: string]: Json }

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at an RFC 6901 JSON pointer (`''` is the value itself); undefined where nothing stands. */
export function atPointer(value: Json | undefined, pointer: string): Json | undefined {
  let found = value
  for (const token of pointerTokens(pointer)) {
    if (Array.isArray(found)) found = found[Number(token)]
    else if (isObject(found) && Object.hasOwn(found, token)) found = found[token]
    else return undefined
  }
  return found
}

/** The unescaped reference tokens of a JSON pointer or of its fragment form (`#/a/b`). */
export function pointerTokens(pointer: string): readonly string[] {
  const fragment = pointer.startsWith('#')
  const path = fragment ? pointer.slice(1) : pointer
  if (path === '') return []
  return path
    .slice(1)
    .split('/')
    .map((token) => unescapeToken(fragment ? decodeFragment(token) : token))
}

/** A JSON pointer from unescaped reference tokens. */
export function toPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token
}

// A fragment is percent-encoded (RFC 6901, section 6); text that is not valid percent-encoding stands for itself.
function decodeFragment(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}
