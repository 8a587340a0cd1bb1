// Documents as text, with marks at the places at which something is wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import { loadDocument } from '../../generator/load/load-document.js'
import type { LoadedDocument } from '../../generator/model.js'
import { readModel } from '../../generator/read/read-model.js'

/** Stands before each place that a diagnostic must name. */
export const mark = '◆'

/** The x-persistence of each part of a small document, in YAML on one line; what is left out is not there. */
export interface Declarations {
  readonly root?: string
  readonly user?: string
  readonly team?: string
  readonly create?: string
  readonly list?: string
  readonly read?: string
  readonly key?: string
  readonly basic?: string
  readonly cookie?: string
}

/** Users and teams, and security schemes of each kind. */
export function documentText(declared: Declarations): string {
  const at = (name: keyof Declarations, indent: string) =>
    declared[name] === undefined ? '' : `\n${indent}x-persistence: ${declared[name]}`
  const json = (schema: string) => `content: { application/json: { schema: ${schema} } }`
  const user = "{ $ref: '#/components/schemas/User' }"
  const team = "{ $ref: '#/components/schemas/Team' }"
  return `openapi: 3.0.3
info: { title: Users, version: '1' }${at('root', '')}
paths:
  /users:
    post:
      requestBody: { ${json(user)} }
      responses: { '201': { description: made, ${json(user)} } }${at('create', '      ')}
    get:
      parameters: [{ name: limit, in: query, schema: { type: integer } }]
      responses: { '200': { description: all, ${json(`{ type: array, items: ${user} }`)} } }${at('list', '      ')}
  /users/{userId}:
    get:
      parameters: [{ name: userId, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: one, ${json(user)} } }${at('read', '      ')}
  /teams:
    post:
      requestBody: { ${json(team)} }
      responses: { '201': { description: made, ${json(team)} } }
    get:
      responses: { '200': { description: all, ${json(`{ type: array, items: ${team} }`)} } }
components:
  schemas:
    User:
      type: object
      required: [id, email]${at('user', '      ')}
      properties:
        id: { type: string }
        email: { type: string }
        status: { type: string, enum: [new, active, gone] }
        teamId: { type: string }
        revision: { type: integer }
        createdAt: { type: string }
    Team:
      type: object
      required: [id]${at('team', '      ')}
      properties:
        id: { type: string }
        name: { type: string }
        ownerId: { type: string }
  securitySchemes:
    key:
      type: apiKey
      in: header
      name: X-Key${at('key', '      ')}
    basic:
      type: http
      scheme: basic${at('basic', '      ')}
    digest:
      type: http
      scheme: digest${at('cookie', '      ')}
`
}

/** The text without its marks, and where they stood: `12:7`, in their order. */
export function unmark(marked: string): { readonly text: string; readonly places: readonly string[] } {
  const places: string[] = []
  const lines = marked.split('\n').map((line, index) => {
    const parts = line.split(mark)
    let column = 1
    for (const part of parts.slice(0, -1)) {
      column += part.length
      places.push(`${index + 1}:${column}`)
    }
    return parts.join('')
  })
  return { text: lines.join('\n'), places }
}

/** Loads a document that is written to a folder of its own, with these files beside it, and hands it over. */
export async function withDocument<Result>(
  text: string,
  files: Readonly<Record<string, string>>,
  use: (document: LoadedDocument) => Result,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'mockgen-read-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    writeFileSync(join(folder, 'openapi.yaml'), text)
    const { document } = await loadDocument(join(folder, 'openapi.yaml'))
    return use(document)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The errors and warnings of a document that is refused; of one that is not, its warnings. */
export function diagnose(document: LoadedDocument): readonly Diagnostic[] {
  try {
    return readModel(document).warnings
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics
    throw error
  }
}
