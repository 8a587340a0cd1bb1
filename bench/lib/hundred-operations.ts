// A document of 100 operations: 20 collections, each listed, added to, read, replaced and removed from.

/** The document, the same in every run. */
export function hundredOperations(): object {
  const names = Array.from({ length: 20 }, (_, i) => `things${i}`)
  return {
    openapi: '3.1.0',
    info: { title: 'A hundred operations', version: '1.0.0' },
    paths: Object.fromEntries(names.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries(names.map((name) => [schemaOf(name), schema])) },
  }
}

const text = { type: 'string', maxLength: 200 }
const schema = {
  type: 'object',
  required: ['id', 'name', 'createdAt'],
  properties: {
    id: { type: 'string', format: 'uuid', readOnly: true },
    name: text,
    description: text,
    size: { type: 'integer', minimum: 0 },
    tags: { type: 'array', items: text, maxItems: 20 },
    state: { type: 'string', enum: ['new', 'open', 'done'] },
    createdAt: { type: 'string', format: 'date-time', readOnly: true },
  },
}

function schemaOf(name: string): string {
  return name.replace('t', 'T')
}

function pathsOf(name: string): readonly (readonly [string, object])[] {
  const reference = { $ref: `#/components/schemas/${schemaOf(name)}` }
  const json = (of: object) => ({ content: { 'application/json': { schema: of } } })
  const answer = (status: number, of?: object) => ({
    responses: { [status]: { description: `The answer of ${name}`, ...(of !== undefined && json(of)) } },
  })
  const body = { requestBody: { required: true, ...json(reference) } }
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  return [
    [
      `/${name}`,
      {
        get: { operationId: `list-${name}`, ...answer(200, { type: 'array', items: reference }) },
        post: { operationId: `create-${name}`, ...body, ...answer(201, reference) },
      },
    ],
    [
      `/${name}/{id}`,
      {
        parameters: [id],
        get: { operationId: `get-${name}`, ...answer(200, reference) },
        put: { operationId: `replace-${name}`, ...body, ...answer(200, reference) },
        delete: { operationId: `delete-${name}`, ...answer(204) },
      },
    ],
  ]
}
