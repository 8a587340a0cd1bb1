// Turns the fields of a form into the value that the contract's schema describes: nesting, arrays, types of text.

import type { FormField } from '../../form-fields.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { parseExactJson } from '../../parse-json.js'
import { toNumber } from '../parameters/decode-value.js'
import { buildFormTree, type FormNode, type FormTree, indexOfKey } from './form-tree.js'
import { anySchema, describeSchema, type SchemaAccess, type SchemaFacts } from './schema-facts.js'

/**
 * The form as an object. `a[b]=1` nests, `a[]=1&a[]=2`, `a=1&a=2` and `a[0]=1&a[1]=2` are arrays; a property whose own
 * name has brackets is one when the schema declares it. Text becomes a number, boolean, null, array or object where
 * the schema wants one and the text is one; all other text stays as it is, for the validation to judge. Without a
 * schema nothing is converted. MOCK_BAD_REQUEST for fields that contradict each other or nest more than 10 levels.
 *
 * @param access Resolves a subschema. Default: references are not followed.
 */
export function typeForm(
  fields: readonly FormField[],
  schema?: Json,
  access: SchemaAccess = (value) => (isObject(value) ? value : undefined),
): JsonObject {
  return compileFormTypes(schema, access)(fields)
}

/** The same for many forms of one schema. */
export function compileFormTypes(
  schema: Json | undefined,
  access: SchemaAccess,
): (fields: readonly FormField[]) => JsonObject {
  const facts = schema === undefined ? anySchema : describeSchema(schema, access)
  return (fields) => objectOf(buildFormTree(fields, facts.declares), facts)
}

function nodeValue(node: FormNode, facts: SchemaFacts): Json {
  if (node.children !== undefined) {
    return isList(node.children, facts) ? listOf(node.children, facts) : objectOf(node.children, facts)
  }
  const [only = ''] = node.values
  if (node.values.length === 1 && !node.isList) {
    const value = typeValue(only, facts)
    const isWrapped = facts.allows('array') && !facts.allows(typeOf(value))
    return isWrapped ? [typeValue(only, facts.items())] : value
  }
  const items = facts.items()
  return node.values.map((value) => typeValue(value, items))
}

function objectOf(tree: FormTree, facts: SchemaFacts): JsonObject {
  // Object.fromEntries makes own properties, whatever their names are.
  return Object.fromEntries([...tree].map(([name, node]) => [name, nodeValue(node, facts.property(name))]))
}

// Gaps close: an index only says what comes first.
function listOf(tree: FormTree, facts: SchemaFacts): readonly Json[] {
  const items = facts.items()
  return [...tree]
    .sort(([a], [b]) => (indexOfKey(a) ?? 0) - (indexOfKey(b) ?? 0))
    .map(([, node]) => nodeValue(node, items))
}

function isList(tree: FormTree, facts: SchemaFacts): boolean {
  if (facts.allows('object')) return false
  return [...tree.keys()].every((key) => indexOfKey(key) !== undefined)
}

function typeValue(value: Json, facts: SchemaFacts): Json {
  return typeof value === 'string' ? typeText(value, facts) : value
}

function typeText(text: string, facts: SchemaFacts): Json {
  const constant = facts.constants.find((candidate) => String(candidate) === text)
  if (constant !== undefined) return constant
  if (facts.allows('string')) return text
  if (facts.allows('integer') || facts.allows('number')) {
    const number = toNumber(text)
    if (number !== undefined) return number
  }
  if (facts.allows('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (facts.allows('null') && (text === '' || text === 'null')) return null
  if (facts.allows('object') && text.startsWith('{')) return parseExactJson(text) ?? text
  if (facts.allows('array') && text.startsWith('[')) return parseExactJson(text) ?? text
  return text
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'array'
  return value === null ? 'null' : typeof value
}
