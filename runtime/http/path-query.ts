// The query that some documents write into a path key to tell operations on one path apart: `/items?action={kind}`.

/** One name of such a query: its value, or the parameter that stands for the value. */
export interface QueryCondition {
  readonly name: string
  /** Undefined where any value will do. */
  readonly value?: string
  /** Name of the path parameter that takes the value. */
  readonly parameter?: string
}

/** Conditions of one path; a document has one or two, and requests are compared with all of them. */
const maxConditions = 20

/** What the query of a path key asks for; empty for a path without one. */
export function queryConditions(path: string): readonly QueryCondition[] {
  const query = queryOf(path)
  if (query === '') return []
  return [...new URLSearchParams(query)].slice(0, maxConditions).map(([name, value]) => {
    const parameter = /^\{([^{}]+)\}$/.exec(value)?.[1]
    if (parameter !== undefined) return { name, parameter }
    return value === '' || value.includes('{') ? { name } : { name, value }
  })
}

/** The values of the conditions' parameters, still percent-encoded; undefined unless `query` meets all conditions. */
export function matchConditions(
  conditions: readonly QueryCondition[],
  query: string,
): Readonly<Record<string, string>> | undefined {
  const given = new URLSearchParams(query)
  const found: [string, string][] = []
  for (const { name, value, parameter } of conditions) {
    const values = given.getAll(name)
    const [first] = values
    if (first === undefined || (value !== undefined && !values.includes(value))) return undefined
    if (parameter === undefined) continue
    if (first === '') return undefined
    found.push([parameter, encodeURIComponent(first.toWellFormed())])
  }
  return Object.fromEntries(found)
}

// Parameters may have a question mark or a hash in their names.
function queryOf(path: string): string {
  let inBraces = false
  let start = -1
  for (let i = 0; i < path.length; i++) {
    const char = path[i]
    if (char === '{') inBraces = true
    else if (char === '}') inBraces = false
    else if (inBraces) continue
    else if (char === '#') return start < 0 ? '' : path.slice(start, i)
    else if (char === '?' && start < 0) start = i + 1
  }
  return start < 0 ? '' : path.slice(start)
}
