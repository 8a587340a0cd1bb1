// Documents for tests of the read stage: tiny ones made on the spot, and real ones.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import { loadDocument } from '../../generator/load/load-document.js'
import type { ApiModel, LoadedDocument } from '../../generator/model.js'
import { explainModel } from '../../generator/read/explain.js'
import { readModel } from '../../generator/read/read-model.js'
import type { Json, JsonObject } from '../../runtime/json.js'

/** A schema of an object with these properties; a name that ends in `!` is required. */
export function object(properties: Readonly<Record<string, JsonObject>>): JsonObject {
  const names = Object.keys(properties)
  const required = names.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1))
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace(/!$/, ''), properties[name] ?? {}])),
    ...(required.length > 0 && { required }),
  }
}

export const text: JsonObject = { type: 'string' }
export const integer: JsonObject = { type: 'integer' }
export const boolean: JsonObject = { type: 'boolean' }
export const list = (items: JsonObject): JsonObject => ({ type: 'array', items })
export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

/** A record with a property of each kind that lists treat differently. */
export const pet = object({
  'id!': integer,
  'name!': text,
  tag: text,
  createdAt: text,
  status: { type: 'string', enum: ['new', 'old'] },
  labels: list(text),
})

/** Component schemas of things that refer to each other. */
export const schemas = {
  Pet: pet,
  User: object({
    'id!': text,
    'email!': text,
    handle: text,
    teamId: text,
    revision: integer,
    createdAt: text,
  }),
  Team: object({ 'id!': text, name: text }),
}

/** What an operation or a schema declares about itself. */
export const annotated = (declaration: Json): JsonObject => ({ 'x-persistence': declaration })

/** A root that declares entities. */
export const declaring = (entities: JsonObject): JsonObject => annotated({ entities })

/** An operation by what it takes and answers; `null` is no body. */
export function operation(
  answers: Readonly<Record<string, JsonObject | null>>,
  takes: JsonObject | null = null,
  more: JsonObject = {},
): JsonObject {
  const content = (schema: JsonObject) => ({ content: { 'application/json': { schema } } })
  return {
    ...(takes && { requestBody: content(takes) }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [
        status,
        { description: status, ...(schema && content(schema)) },
      ]),
    ),
    ...more,
  }
}

export const query = (name: string, schema: JsonObject, required = false): JsonObject => ({
  name,
  in: 'query',
  required,
  schema,
})

/** The five operations of a collection and its items, all with one schema. */
export function crud(path: string, parameter: string, schema: JsonObject): JsonObject {
  return {
    [path]: { get: operation({ '200': list(schema) }), post: operation({ '201': schema }, schema) },
    [`${path}/{${parameter}}`]: {
      get: operation({ '200': schema }),
      put: operation({ '200': schema }, schema),
      delete: operation({ '204': null }),
    },
  }
}

/** The model of a document of these paths, with the schemas above unless others are given. */
export function read(paths: JsonObject, components: JsonObject = schemas, root: JsonObject = {}): ApiModel {
  return readModel(documentOf(paths, components, root)).model
}

/** A document of these paths and component schemas; operationIds are `get /pets`. */
export function documentOf(
  paths: JsonObject,
  components: JsonObject = schemas,
  root: JsonObject = {},
): LoadedDocument {
  const named = Object.entries(paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item ?? {}).map(([method, value]) => [
        method,
        { operationId: `${method} ${path}`, ...(value as JsonObject) },
      ]),
    ),
  ])
  return {
    file: 'test.yaml',
    hash: '',
    document: {
      openapi: '3.0.3',
      info: { title: 'Test', version: '1' },
      paths: Object.fromEntries(named),
      components: { schemas: components },
      ...root,
    },
    env: [],
    locate: (pointer) => ({ file: 'test.yaml', line: pointer.length, column: 1 }),
  }
}

/** Why an operation does what it does. */
export function reasonOf(model: ApiModel, method: string, path: string): string | undefined {
  return model.operations.find(({ facts }) => facts.method === method && facts.path === path)?.reason
}

/** What operations do, by `get /pets`: `list pets`, or `-`. */
export function actionsOf(model: ApiModel): Readonly<Record<string, string>> {
  const rows = explainModel(model).map(({ method, path, action, entity }) => [
    `${method} ${path}`,
    action === undefined ? '-' : `${action} ${entity}`,
  ])
  return Object.fromEntries(rows)
}

/** The facts of an operation. */
export function factsOf(model: ApiModel, method: string, path: string) {
  return model.operations.find(({ facts }) => facts.method === method && facts.path === path)?.facts
}

/** The facts of an entity. */
export function entityOf(model: ApiModel, name: string) {
  return model.entities.find((entity) => entity.name === name)?.facts
}

/** The errors and warnings of a document that is refused; of one that is not, its warnings. */
export function diagnosticsOf(document: LoadedDocument): readonly Diagnostic[] {
  try {
    return readModel(document).warnings
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics
    throw error
  }
}

const corpus = process.env.MOCKGEN_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** Path of a real document that is not part of the repository; undefined where it does not exist. */
export function corpusFile(name: string): string | undefined {
  const file = `${corpus}/${name}`
  return existsSync(file) ? file : undefined
}

/** Path of a real document in a development dependency. */
export function packagedFile(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier))
}

/** Loads a real document and reads it. */
export async function readFile(file: string): Promise<ApiModel> {
  const { document } = await loadDocument(file)
  return readModel(document).model
}
