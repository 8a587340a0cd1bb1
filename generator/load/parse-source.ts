// Text becomes a source: JSON where it looks like JSON, else YAML; every syntax error has its line and column.
import { extname } from 'node:path'
import { findValueProblem, isBearable, maxDepth, tooDeep } from './check-value.js'
import { error, type Finding, refuse } from './findings.js'
import { findRepeatedKey } from './json-keys.js'
import { findDeepJson, findJsonError } from './json-text.js'
import { parseYaml } from './parse-yaml.js'
import { createPlaceOf, lineAndColumn } from './places.js'
import type { Source } from './source.js'

/** Parses a file; throws DiagnosticError. The name's ending decides only where the text leaves it open. */
export function parseSource(path: string, name: string, text: string): Source {
  if (isQuoted(path)) return { path, name, text, format: 'text', value: text }
  const isNamedJson = extname(path).toLowerCase() === '.json'
  // JSON.parse is several times faster than any YAML parser, which would accept the same text.
  if (isNamedJson || text.trimStart().startsWith('{')) {
    try {
      return checked({ path, name, text, format: 'json' }, JSON.parse(text))
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) throw problem
      if (isNamedJson) throw jsonRefusal(name, text, problem)
    }
  }
  const result = parseYaml(text)
  if (result.ok) return checked({ path, name, text, format: 'yaml' }, result.value)
  throw refuse(result.finding, name, result.line, result.column)
}

/** Texts that documents pull in as a whole by `$ref`, as descriptions. */
function isQuoted(path: string): boolean {
  return ['.md', '.markdown', '.txt', '.html'].includes(extname(path).toLowerCase())
}

function checked(file: Omit<Source, 'value'>, value: unknown): Source {
  const problem = findValueProblem(value, file.format === 'yaml')
  if (isBearable(value, problem)) {
    const repeated = file.format === 'json' ? findRepeatedKey(file.text, value) : undefined
    if (repeated === undefined) return { ...file, value }
    const message = `the key ${JSON.stringify(repeated.name.slice(0, 80))} stands twice in one object`
    throw refuseAt(
      error('MOCKGEN_SYNTAX', message, 'Remove one of them.'),
      file.name,
      file.text,
      repeated.offset,
    )
  }
  // Places in deep text cannot be looked up without the recursion that the limit prevents.
  const deep = file.format === 'json' ? findDeepJson(file.text, maxDepth) : undefined
  if (deep !== undefined) throw refuseAt(tooDeep(), file.name, file.text, deep)
  const source: Source = { ...file, value: null }
  const { line, column } = createPlaceOf()({ source, tokens: problem?.tokens ?? [] })
  const finding = problem?.finding ?? error('MOCKGEN_SYNTAX', `${file.name} holds no value`)
  throw refuse(finding, file.name, line, column)
}

function jsonRefusal(name: string, text: string, problem: SyntaxError) {
  const offset = findJsonError(text) ?? text.length
  const deep = findDeepJson(text, maxDepth) ?? offset
  if (deep < offset) return refuseAt(tooDeep(), name, text, deep)
  // V8's message ends in an offset or in a quotation of the text; the first words are the reason.
  const reason = /^[^"]*?(?= in JSON| at position|, "|, \.\.\.|$)/.exec(problem.message)?.[0]
  const message = `not JSON: ${reason || 'unexpected character'}`
  return refuseAt(error('MOCKGEN_SYNTAX', message, 'Correct the JSON there.'), name, text, offset)
}

function refuseAt(finding: Finding, name: string, text: string, offset: number) {
  const { line, column } = lineAndColumn(text, offset)
  return refuse(finding, name, line, column)
}
