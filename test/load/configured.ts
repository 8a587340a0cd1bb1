// A document with a `mockgen.json` beside it, in a temporary folder.
import { join } from 'node:path'
import type { Json } from '@mockgen/runtime'
import { type LoadOptions, loadDocument } from '../../generator/load/load-document.js'
import { folderWith } from './folder.js'

/** Users in the document itself, orders in two other files. */
export const document = `openapi: 3.1.0
info: { title: Users, version: "1" }
x-persistence: { infer: false, entities: { users: { key: id, unique: [email] } } }
paths:
  /users:
    get:
      operationId: listUsers
      x-persistence: { entity: users, action: list }
      responses: { "200": { description: OK } }
    post:
      responses: { "201": { description: Created } }
  /orders: { $ref: ./orders.yaml }
components:
  schemas:
    User: { type: object }
    Order: { $ref: ./order.yaml }
  securitySchemes:
    token: { type: http, scheme: bearer }
`

/** The files that the document refers to. */
export const parts = {
  'orders.yaml': 'get:\n  operationId: listOrders\n  responses: { "200": { description: OK } }\n',
  'order.yaml': 'type: object\n',
}

/** Loads a document beside which this configuration stands. */
export function configured(
  config: Json | string,
  files: Readonly<Record<string, string>> = {},
  options: LoadOptions = {},
) {
  const text = typeof config === 'string' ? config : JSON.stringify(config, null, 2)
  const folder = folderWith({ 'openapi.yaml': document, ...parts, 'mockgen.json': text, ...files })
  return loadDocument(join(folder, 'openapi.yaml'), options)
}
