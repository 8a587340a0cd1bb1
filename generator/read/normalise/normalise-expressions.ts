// The expressions of the snake_case vocabulary, rewritten to those that are evaluated. Strings inside expressions are data and
// stay as they are.

/** Where an expression stands, and what its names mean there. */
export interface ExpressionPlace {
  /** `body`, `query` … for `request.<field>`: which part of the request has it, undefined where no part can; absent without a request. */
  readonly requestPart?: (field: string) => string | undefined
  /** True for a field that a request need not have: a value that is nothing but it may be absent. */
  readonly isOptional?: (field: string) => boolean
  /** What `incremented_version` is. */
  readonly incrementedVersion?: string
  /** True in what a list answers, where `request.limit` and `request.offset` are those that counted. */
  readonly isPage?: boolean
  /** Names that steps give to their results: they are what they say. */
  readonly taken?: ReadonlySet<string>
}

/** Longest text that is rewritten, in characters; a text full of quotes that never close takes the square of its length. */
const maxRewritten = 10_000

/** The same text with the expressions between `{{` and `}}` rewritten. Braces that never close are left alone. */
export function rewriteTemplate(text: string, place: ExpressionPlace): string {
  if (text.length > maxRewritten) return text
  let out = ''
  let at = 0
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    const end = endOfExpression(text, open + 2)
    if (end === undefined) break
    const inner = text.slice(open + 2, end)
    out += `${text.slice(at, open)}{{${rewriteOptional(inner, place) ?? rewriteExpression(inner, place)}}}`
    at = end + 2
  }
  return out + text.slice(at)
}

/** The expression itself, also of a text that puts it in braces as templates do. */
export function rewriteCondition(text: string, place: ExpressionPlace): string {
  if (text.length > maxRewritten) return text
  const inner = /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1]
  const isOne =
    inner !== undefined && endOfExpression(text, text.indexOf('{{') + 2) === text.lastIndexOf('}}')
  return rewriteExpression(isOne ? inner.trim() : text, place)
}

/** The member of a value; a name that is no identifier is quoted. */
export function member(of: string, name: string): string {
  return isIdentifier(name) ? `${of}.${name}` : `${of}[${JSON.stringify(name)}]`
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name)
}

// The reserved words of CEL.
const reserved: ReadonlySet<string> = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
)

const names: ReadonlyMap<string, string> = new Map([
  ['generated_id', 'id'],
  ['random_uuid', 'uuid()'],
  ['current_timestamp', 'timestamp'],
  ['stored_entity', 'entity'],
  ['entity_list', 'entities'],
  ['entity_count', 'total'],
  ['has_more_entities', 'hasMore'],
  ['session_data', 'session'],
])

const pageNumbers: ReadonlySet<string> = new Set(['limit', 'offset'])

const requestParts: ReadonlySet<string> = new Set(['body', 'path', 'query', 'headers', 'cookies', 'method'])

// Offset of the `}}` that ends the expression: the first one outside of strings and of braces of the expression's own.
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length; ) {
    const token = tokenAt(text, at)
    if (depth === 0 && text.startsWith('}}', at)) return at
    if (token === '{') depth++
    if (token === '}') depth--
    at += token.length
  }
  return undefined
}

// Templates of the old vocabulary leave out what the request does not have.
function rewriteOptional(
  text: string,
  { requestPart, isOptional, isPage, taken }: ExpressionPlace,
): string | undefined {
  const field = /^\s*request\s*\.\s*([A-Za-z_][A-Za-z0-9_]*)\s*$/.exec(text)?.[1]
  if (field === undefined || requestPart === undefined || !isIdentifier(field)) return undefined
  if (isPage === true && pageNumbers.has(field)) return undefined
  if (requestParts.has(field) || taken?.has('request') || isOptional?.(field) !== true) return undefined
  const part = requestPart(field)
  return part && `request.${part}.?${field}`
}

function rewriteExpression(text: string, place: ExpressionPlace): string {
  let out = ''
  let before = ''
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at)
    const rewritten = isIdentifier(token) && before !== '.' ? rewriteName(text, at, token, place) : undefined
    const { read, written } = rewritten ?? { read: token.length, written: token }
    out += written
    at += read
    if (token.trim() !== '') before = token
  }
  return out
}

// How many characters are replaced, and by what; undefined for a name that stays.
function rewriteName(
  text: string,
  at: number,
  name: string,
  { requestPart, incrementedVersion, isPage, taken }: ExpressionPlace,
): { readonly read: number; readonly written: string } | undefined {
  if (taken?.has(name)) return undefined
  const rest = text.slice(at + name.length)
  const simple = names.get(name)
  if (simple !== undefined) {
    const call = simple.endsWith('()') ? (/^\s*\(\s*\)/.exec(rest)?.[0].length ?? 0) : 0
    return { read: name.length + call, written: simple }
  }
  if (name === 'incremented_version' && incrementedVersion !== undefined)
    return { read: name.length, written: incrementedVersion }
  if (name === 'timestamp_plus_seconds') {
    const open = /^\s*\(/.exec(rest)?.[0]
    if (open !== undefined) return { read: name.length + open.length, written: 'plusSeconds(timestamp, ' }
  }
  if (name === 'request' && requestPart !== undefined) {
    const field = /^\s*\.\s*([A-Za-z_][A-Za-z0-9_]*)/.exec(rest)
    const called = field?.[1]
    if (field && called !== undefined && isPage === true && pageNumbers.has(called))
      return { read: name.length + field[0].length, written: called }
    const part = called === undefined || requestParts.has(called) ? undefined : requestPart(called)
    if (field && called !== undefined && part !== undefined)
      return { read: name.length + field[0].length, written: member(`request.${part}`, called) }
  }
  return undefined
}

// A string literal, a name, or one character of anything else. Sticky: each reads at `lastIndex` only.
const literal =
  /[rRbB]{0,2}(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/y
const word = /[A-Za-z_][A-Za-z0-9_]*|[0-9][A-Za-z0-9_.]*/y

function tokenAt(text: string, at: number): string {
  for (const pattern of [literal, word]) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined && found !== '') return found
  }
  return text[at] ?? ''
}
