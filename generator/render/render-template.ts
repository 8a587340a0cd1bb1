// The door to ejs: renders a file of the package's `templates` folder. A string in a template passes the encoder of the
// file's language; text that is already code arrives as `Encoded`. `<%- %>`, which encodes nothing, is not used.
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import ejs from 'ejs'
import { readOwnPackage } from '../own-package.js'
import { Encoded, jsonString, markdownText, stringLiteral } from './encode.js'

/** What a template sees as `it`. */
export type TemplateData = Readonly<Record<string, unknown>>

const templates = new Map<string, (it: TemplateData) => string>()

/** Renders `templates/<path>.ejs`, named after the file of the generated project that it becomes. */
export function renderTemplate(path: string, it: TemplateData = {}): string {
  let template = templates.get(path)
  if (template === undefined) {
    template = compile(path)
    templates.set(path, template)
  }
  return template(it)
}

function compile(path: string): (it: TemplateData) => string {
  const file = join(readOwnPackage().root, 'templates', `${path}.ejs`)
  return ejs.compile(readFileSync(file, 'utf8'), {
    filename: file,
    strict: true,
    _with: false,
    localsName: 'it',
    escape: (value: unknown) => encodeFor(path, value),
  })
}

function encodeFor(path: string, value: unknown): string {
  if (value instanceof Encoded) return value.text
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') throw new Error(`templates/${path}.ejs prints ${typeof value}`)
  switch (extname(path)) {
    case '.ts':
      return stringLiteral(value)
    case '.json':
    case '.yml':
      return jsonString(value)
    case '.md':
      return markdownText(value)
    default:
      throw new Error(`templates/${path}.ejs: no encoder for strings in such a file`)
  }
}
