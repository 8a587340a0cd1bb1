// The door to js-yaml: YAML text becomes JSON data.
import yaml from 'js-yaml'

/** Nesting allowed in a document, in any format. */
export const maxDepth = 200

export type YamlResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number }

// JSON's types and nothing more, so that a date or `yes` stays the text it is; `<<` is kept because documents use it.
const schema = yaml.CORE_SCHEMA.extend({ implicit: [mergeType()] })

/** Parses one YAML document. The value may share nodes, hold cycles and numbers that JSON lacks: see check-value.ts. */
export function parseYaml(text: string): YamlResult {
  // `maxTotalMergeKeys` bounds what `<<` copies; its default of 10,000 is below what generated documents need.
  const options = { schema, maxDepth, maxTotalMergeKeys: 100_000 }
  try {
    return { ok: true, value: yaml.load(text, options) }
  } catch (problem) {
    if (!(problem instanceof yaml.YAMLException)) throw problem
    // A few problems, such as a second document in the file, come without a mark.
    const { line = 0, column = 0 } = problem.mark ?? {}
    return { ok: false, message: problem.reason, line: line + 1, column: column + 1 }
  }
}

// @types/js-yaml leaves the built-in types out of its declarations.
function mergeType(): yaml.Type {
  return new yaml.Type('tag:yaml.org,2002:merge', {
    kind: 'scalar',
    resolve: (data: unknown) => data === '<<' || data === null,
  })
}
