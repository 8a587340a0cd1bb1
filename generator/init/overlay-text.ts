// The declarations of `mockgen init` as the text of an OpenAPI Overlay, with the reason of each beside it.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import type { InferenceDeclarations } from './declare-inference.js'

/** Writes an overlay of version 1.0 in YAML. `title` is that of the document. */
export function overlayText(title: string, { root, operations }: InferenceDeclarations): string {
  const { entities, ...settings } = root
  const lines = [
    '# What mockgen makes of this contract. Edit it, and give it to generate, serve and check with --overlay.',
    'overlay: 1.0.0',
    `info: { title: ${flow(`What the mock of ${title} keeps`)}, version: 1.0.0 }`,
    'actions:',
    '  - target: $',
    '    update:',
    '      x-persistence:',
    '        # What is not said here keeps nothing, also in a later version of the contract.',
    ...Object.entries(settings).map(([name, value]) => `        ${nameText(name)}: ${flow(value)}`),
    ...entityLines(entities),
    ...operations.flatMap(({ method, path, declaration, reason }) => [
      `  # ${comment(reason)}`,
      `  - target: ${scalar(`$.paths[${nameSelector(path)}].${method}`)}`,
      `    update: { x-persistence: ${flow(declaration)} }`,
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function entityLines(entities: Json | undefined): readonly string[] {
  if (!isObject(entities)) return []
  const lines = Object.entries(entities).map(([name, value]) => `          ${nameText(name)}: ${flow(value)}`)
  return ['        entities:', ...lines]
}

/**
 * A name selector of JSONPath in single quotes (RFC 9535, section 2.3.1), in which only printable ASCII stands as it is.
 */
export function nameSelector(name: string): string {
  const quoted = ascii(name.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))
  return `'${quoted}'`
}

// JSON is YAML, and flow mappings read well where they are short. Keys that are plain words need no quotes.
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (!isObject(value)) return typeof value === 'string' ? scalar(value) : JSON.stringify(value)
  const members = Object.entries(value as JsonObject).map(
    ([name, item]) => `${nameText(name)}: ${flow(item)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

const words = /^[A-Za-z][A-Za-z0-9_-]*$/
/** Words that YAML reads as something else. */
const reserved: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])

function nameText(name: string): string {
  return words.test(name) && !reserved.has(name.toLowerCase()) ? name : ascii(JSON.stringify(name))
}

function scalar(text: string): string {
  return nameText(text)
}

// YAML refuses control characters, and takes others for the end of a line.
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function comment(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').trim()
}
