// Finding the expressions in a text: `{{ … }}`, and `{name}` where that is a path parameter.

/** A piece of a text. Offsets count UTF-16 units of the text. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is what stands between the braces, without the spaces around it; `offset` is where it begins. */
  | { readonly kind: 'expression'; readonly text: string; readonly offset: number }
  | { readonly kind: 'parameter'; readonly name: string; readonly offset: number }
  /** Braces that hold no expression. */
  | { readonly kind: 'problem'; readonly message: string; readonly offset: number }

/** Cuts a text into pieces, in their order; two texts never follow each other. */
export function scanTemplate(text: string, pathParameters: ReadonlySet<string>): readonly Piece[] {
  const pieces: Piece[] = []
  let plainFrom = 0
  let at = text.indexOf('{')
  while (at >= 0) {
    const found = text.startsWith('{{', at) ? expressionAt(text, at) : parameterAt(text, at, pathParameters)
    if (found !== undefined) {
      if (at > plainFrom) pieces.push({ kind: 'text', text: text.slice(plainFrom, at) })
      pieces.push(found.piece)
      plainFrom = found.end
    }
    at = text.indexOf('{', found?.end ?? at + 1)
  }
  if (plainFrom < text.length) pieces.push({ kind: 'text', text: text.slice(plainFrom) })
  return pieces
}

interface Found {
  readonly piece: Piece
  /** Where the text goes on. */
  readonly end: number
}

function expressionAt(text: string, at: number): Found {
  const start = at + 2
  const end = endOfExpression(text, start)
  if (end === undefined) {
    const message = 'an expression begins with {{ and does not end with }}'
    return { piece: { kind: 'problem', message, offset: at }, end: text.length }
  }
  const inside = text.slice(start, end)
  const expression = inside.trim()
  if (expression === '')
    return {
      piece: { kind: 'problem', message: 'there is no expression in {{ }}', offset: at },
      end: end + 2,
    }
  const offset = start + inside.indexOf(expression)
  return { piece: { kind: 'expression', text: expression, offset }, end: end + 2 }
}

function parameterAt(text: string, at: number, names: ReadonlySet<string>): Found | undefined {
  if (names.size === 0) return undefined
  const end = text.indexOf('}', at)
  const name = text.slice(at + 1, end)
  if (end < 0 || !names.has(name)) return undefined
  return { piece: { kind: 'parameter', name, offset: at }, end: end + 1 }
}

// Where the `}}` of an expression stands: not in a text literal, and not where it closes a map.
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0
  let at = start
  while (at < text.length) {
    const character = text.charAt(at)
    if (depth === 0 && text.startsWith('}}', at)) return at
    if (character === '"' || character === "'") {
      at = endOfLiteral(text, at, character)
      continue
    }
    if (character === '/' && text.startsWith('//', at)) {
      at = endOfComment(text, at)
      continue
    }
    if (character === '{') depth++
    if (character === '}') depth = Math.max(0, depth - 1)
    at++
  }
  return undefined
}

// Where a literal in quotes ends: single quotes at the end of the line at the latest, triple ones anywhere. A backslash
// takes the next character with it, in raw literals, too, because the parser sees them so.
function endOfLiteral(text: string, at: number, quote: string): number {
  const isTriple = text.startsWith(quote.repeat(3), at)
  const closing = isTriple ? quote.repeat(3) : quote
  let next = at + closing.length
  while (next < text.length) {
    if (text.startsWith(closing, next)) return next + closing.length
    const character = text.charAt(next)
    if (!isTriple && (character === '\n' || character === '\r')) return next
    next += character === '\\' ? 2 : 1
  }
  return text.length
}

// A comment ends with its line, or with the expression.
function endOfComment(text: string, at: number): number {
  for (let next = at; next < text.length; next++)
    if (text[next] === '\n' || text.startsWith('}}', next)) return next
  return text.length
}
