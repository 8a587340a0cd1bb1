// The door to js-yaml: YAML text becomes JSON data.
import yaml from 'js-yaml'
import { maxDepth, tooDeep, tooMuch } from './check-value.js'
import { error, type Finding } from './findings.js'
import { lineAndColumn } from './places.js'
import { findSecondDocument } from './yaml-text.js'

/** Most keys that `<<` may copy; generated documents need more than the library's 10,000. */
const maxMergedKeys = 100_000

export type YamlResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly finding: Finding; readonly line: number; readonly column: number }

// JSON's types and nothing more, so that a date or `yes` stays the text it is; `<<` is kept because documents use it.
const schema = yaml.CORE_SCHEMA.extend({ implicit: [mergeType()] })

/** Parses one YAML document. The value may share nodes, hold cycles and numbers that JSON lacks: see check-value.ts. */
export function parseYaml(text: string): YamlResult {
  const options = { schema, maxDepth, maxTotalMergeKeys: maxMergedKeys }
  try {
    // `load` would refuse a second document without saying where it begins.
    const documents = yaml.loadAll(text, null, options)
    if (documents.length <= 1) return { ok: true, value: documents[0] }
    const finding = error('MOCKGEN_SYNTAX', 'the file holds more than one YAML document', 'Keep one of them.')
    return { ok: false, finding, ...lineAndColumn(text, findSecondDocument(text)) }
  } catch (problem) {
    if (!(problem instanceof yaml.YAMLException)) throw problem
    const { line = 0, column = 0 } = problem.mark ?? {}
    return { ok: false, finding: toFinding(problem), line: line + 1, column: column + 1 }
  }
}

/** The library tells its limits apart from other problems only by the names of their options. */
function toFinding({ reason }: yaml.YAMLException): Finding {
  if (reason.includes('maxDepth')) return tooDeep()
  if (reason.includes('maxTotalMergeKeys')) {
    return tooMuch(`\`<<\` copies more than ${maxMergedKeys} keys`)
  }
  return error('MOCKGEN_SYNTAX', `not YAML: ${reason}`, 'Correct the YAML there, or just before it.')
}

// @types/js-yaml leaves the built-in types out of its declarations.
function mergeType(): yaml.Type {
  return new yaml.Type('tag:yaml.org,2002:merge', {
    kind: 'scalar',
    resolve: (data: unknown) => data === '<<' || data === null,
  })
}
