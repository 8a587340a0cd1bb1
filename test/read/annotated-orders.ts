// A document of orders in which each operation can be given an x-persistence; mistakes are marked where they stand.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import { loadDocument } from '../../generator/load/load-document.js'
import type { ApiModel } from '../../generator/model.js'
import { readModel } from '../../generator/read/read-model.js'

/** Declarations in YAML's flow style: of operations by `post /orders`, and `entities` for those of the root. */
export type Annotations = Readonly<Record<string, string>>

/** A place in the document, from 1. */
export interface Marked {
  readonly line: number
  readonly column: number
}

const json = (schema: string) => `content: { application/json: { schema: ${schema} } }`
const ref = (name: string) => `{ $ref: '#/components/schemas/${name}' }`
const answers = (status: number, schema: string) =>
  `responses: { '${status}': { description: ok, ${json(schema)} }, default: { description: other } }`
const body = (schema: string) => `requestBody: { ${json(schema)} }`

const operations: Readonly<Record<string, string>> = {
  'post /orders': `${body(ref('Order'))}, ${answers(201, ref('Order'))}`,
  'get /orders': `parameters: [ { name: limit, in: query, schema: { type: integer } }, { name: q, in: query, schema: { type: string } }, { name: embed, in: query, schema: { type: string } } ], ${answers(200, `{ type: array, items: ${ref('Order')} }`)}`,
  'get /orders/{orderId}': answers(200, ref('Order')),
  'put /orders/{orderId}': `${body(ref('Order'))}, ${answers(200, ref('Order'))}`,
  'delete /orders/{orderId}': "responses: { '204': { description: gone }, default: { description: other } }",
  'get /statistics': answers(
    200,
    '{ type: object, properties: { total: { type: integer }, open: { type: integer } } }',
  ),
  'post /checkout': `${body(ref('Order'))}, ${answers(201, ref('Order'))}`,
  'post /logout': "security: [ { token: [] } ], responses: { '204': { description: gone } }",
  'post /import': `${body(`{ type: array, items: ${ref('Order')} }`)}, responses: { '200': { description: ok } }`,
}

const schemas = `
    Order:
      type: object
      required: [id, total]
      properties:
        id: { type: string }
        total: { type: number }
        status: { type: string, enum: [open, paid] }
        customerId: { type: string }
        email: { type: string }
        version: { type: integer }
        revision: { type: integer }
        createdAt: { type: string, format: date-time }
        lines: { type: array, items: { $ref: '#/components/schemas/Line' } }
    Line: { type: object, properties: { sku: { type: string }, quantity: { type: integer } } }
    Item: { type: object, required: [sku], properties: { sku: { type: string }, stock: { type: integer } } }
    Customer: { type: object, required: [id], properties: { id: { type: string }, name: { type: string } } }
    Session: { type: object, properties: { token: { type: string }, userId: { type: string } } }`

/** The document with these declarations. */
export function annotatedOrders(given: Annotations): string {
  const byPath = new Map<string, string[]>()
  for (const [id, rest] of Object.entries(operations)) {
    const [method = '', path = ''] = id.split(' ')
    const lines = byPath.get(path) ?? [`  ${path}:`]
    lines.push(`    ${method}: {\n      operationId: '${id}',${declaration(given[id])} ${rest} }`)
    byPath.set(path, lines)
  }
  const parameters =
    '    parameters: [ { name: orderId, in: path, required: true, schema: { type: string } } ]'
  const paths = [...byPath].flatMap(([path, lines]) => [
    ...lines,
    ...(path.includes('{') ? [parameters] : []),
  ])
  return `openapi: 3.0.3
info: { title: Orders, version: '1' }
x-persistence:
  entities:
    items: { schema: '#/components/schemas/Item', key: sku }
    customers: { schema: '#/components/schemas/Customer', key: id }
    sessions: { schema: '#/components/schemas/Session', key: token }
${given.entities === undefined ? '' : `    ${given.entities}\n`}components:
  securitySchemes:
    token: { type: http, scheme: bearer, x-persistence: { entity: sessions, key: token } }
  schemas:${schemas}
paths:
${paths.join('\n')}
`
}

// An object stands where its key does.
function declaration(given: string | undefined): string {
  if (given === undefined) return ''
  const key = 'x-persistence:'
  return `\n      ${given.startsWith('»{') ? `»${key} ${given.slice(1)}` : `${key} ${given}`},`
}

/** The model of a document with these declarations, and its warnings. */
export async function readOrders(
  given: Annotations,
): Promise<{ readonly model: ApiModel; readonly warnings: readonly Diagnostic[] }> {
  return read(annotatedOrders(given))
}

/** What is said about a document in which `»` marks a place, and that place. */
export async function mistakesIn(
  given: Annotations,
): Promise<{ readonly found: readonly Diagnostic[]; readonly at: Marked }> {
  const marked = annotatedOrders(given)
  const before = marked.slice(0, marked.indexOf('»')).split('\n')
  const at = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  try {
    const { warnings } = await read(marked.replace('»', ''))
    return { found: warnings, at }
  } catch (error) {
    if (error instanceof DiagnosticError) return { found: error.diagnostics, at }
    throw error
  }
}

async function read(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'orders-'))
  try {
    const file = join(folder, 'openapi.yaml')
    await writeFile(file, text)
    const { document } = await loadDocument(file)
    return readModel(document)
  } finally {
    await rm(folder, { recursive: true })
  }
}
