// The door to yaml: finds where the value of a pointer stands in YAML text. Seven times slower than js-yaml, so it only
// runs when a place is asked for.
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml'

/**
 * A function that answers the offset of the value at reference tokens, or of its deepest ancestor that exists; of its key
 * where the value is a collection in a mapping. Text that the parser cannot follow answers the last place it knows.
 */
export function createYamlFinder(text: string): (tokens: readonly string[]) => number {
  const document = parseDocument(text, { uniqueKeys: false, strict: false, logLevel: 'silent' })
  return (tokens) => find(document, tokens)
}

/** The offset at which a second document begins; the end of the text when there is none. */
export function findSecondDocument(text: string): number {
  // The level decides whether this is an error; nothing is logged.
  const { errors } = parseDocument(text, { logLevel: 'error' })
  return errors.find(({ code }) => code === 'MULTIPLE_DOCS')?.pos[0] ?? text.length
}

function find(document: Document.Parsed, tokens: readonly string[]): number {
  let node = resolve(document, document.contents)
  let place = offsetOf(document.contents) ?? 0
  for (const token of tokens) {
    const child = childOf(document, node, token)
    if (child === undefined) break
    place = child.place ?? place
    node = child.node
  }
  return place
}

interface Child {
  readonly node: Node | undefined
  readonly place: number | undefined
}

function childOf(document: Document.Parsed, node: Node | undefined, token: string): Child | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(token)]
    return item === undefined ? undefined : { node: resolve(document, item), place: offsetOf(item) }
  }
  if (!isMap(node)) return undefined
  const pair: Pair | undefined = node.items.findLast((item) => nameOf(item.key) === token)
  if (pair === undefined) return undefined
  const value = resolve(document, pair.value)
  const own = isScalar(pair.value) && pair.value.value !== null ? pair.value : pair.key
  return { node: value, place: offsetOf(own) }
}

/** A key as JSON data names it: `200` and `null` are written without quotes and become strings. */
function nameOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined
}

function resolve(document: Document.Parsed, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document)
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined
}

function offsetOf(node: unknown): number | undefined {
  if (isAlias(node) || isMap(node) || isSeq(node) || isScalar(node)) return node.range?.[0]
  return undefined
}
