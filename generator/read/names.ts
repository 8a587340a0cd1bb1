// Names of entities: which ones may be declared, and those of inferred ones, from the paths of their collections.
import { staticSegments } from './paths.js'
import { camelCase, singularWords, wordsOf } from './words.js'

/**
 * A name for each collection path: its last static segment in camel case. Those that would be called alike, or like a
 * name in `taken`, get the singular of the segment before in front, as often as needed: `gistComments`. What remains
 * alike is numbered in the order of the paths.
 */
export function nameEntities(
  paths: readonly string[],
  taken: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const used = new Set(taken)
  let open = paths
  for (let depth = 1; depth <= maxSegments && open.length > 0; depth++) {
    const proposals = new Map(open.map((path) => [path, nameOf(path, depth)]))
    const counts = countOf([...proposals.values()])
    const longest = (path: string) => depth >= Math.min(namingSegments(path).length, maxSegments)
    const settled = open.filter((path) => {
      const name = proposals.get(path) ?? ''
      return counts.get(name) === 1 && !used.has(name)
    })
    for (const path of open) {
      const name = proposals.get(path) ?? ''
      if (settled.includes(path)) names.set(path, name)
      else if (longest(path)) names.set(path, numbered(name, used))
      const chosen = names.get(path)
      if (chosen !== undefined) used.add(chosen)
    }
    open = open.filter((path) => !names.has(path))
  }
  return names
}

/** Most segments that a name is made of. */
const maxSegments = 8

// A version in front of the paths tells nothing apart that a person would name by it.
function namingSegments(path: string): readonly string[] {
  const segments = staticSegments(path)
  const named = segments.filter((segment) => !/^(?:v\d+(?:[._-]?\w+)?|api)$/i.test(segment))
  return named.length === 0 ? segments : named
}

/** The shortest name of a collection: its last static segment. */
export function nameOf(path: string, depth = 1): string {
  const segments = namingSegments(path).slice(-depth)
  const words = segments.flatMap((segment, index) => {
    const parts = wordsOf(segment)
    return index === segments.length - 1 ? parts : singularWords(parts)
  })
  const name = camelCase(words)
  if (name === '' || /^\p{N}/u.test(name)) return `records${name}`
  return isReserved(name) ? `${name}Records` : name
}

/** What is wrong with a declared name, and what to do; undefined for one that is safe as a key, a path and an identifier. */
export function whyNoName(name: string): { readonly message: string; readonly remedy: string } | undefined {
  if (isReserved(name)) return { message: `the name "${name}" is reserved`, remedy: 'choose another name' }
  if (/^[\p{L}][\p{L}\p{N}_-]{0,63}$/u.test(name)) return undefined
  const remedy = 'begin with a letter and use letters, digits, "_" and "-", 64 at most'
  return { message: `"${name}" is no name for an entity`, remedy }
}

// A name like `constructor` would be found on every object; the runtime keeps its own collections under `$`.
function isReserved(name: string): boolean {
  return name.startsWith('$') || name in Object.prototype
}

function numbered(name: string, used: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const candidate = used.has(name) ? `${name}${number}` : name
    if (!used.has(candidate)) return candidate
  }
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
