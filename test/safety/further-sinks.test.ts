// Texts in the rarer places of a document, and in those of Swagger 2.0: in the project that is generated they are data, too.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { renderProject } from '../plan/documents.js'
import { tempFolder } from '../support/temp-folder.js'
import { projectProblems, unseenMarkers } from './check-project.js'
import { compileProjects, writeProjects } from './generated-projects.js'
import { payloads } from './payloads.js'

const folder = tempFolder('mockgen-further')
const tame = new Map<string, ReadonlyMap<string, string>>()

/** A document of which each text is made by `text`, which is given a name of letters for its place. */
type Made = (text: (place: string) => string) => JsonObject

const marked = (payload: string) => (place: string) => `Mark${place}SinkA${payload}Mark${place}SinkZ`

/** Components of every kind under hostile names, referred to, and what else may stand in a document of 3.1. */
const newest: Made = (text) => {
  const pointer = (kind: string, name: string) => ({
    $ref: `#/components/${kind}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed())}`,
  })
  // A lone surrogate has no percent-encoded form, so that a reference to such a name cannot be written.
  const shared = (kind: string, name: string, value: JsonObject): JsonObject =>
    name.isWellFormed() ? pointer(kind, name) : value
  const named = {
    parameters: text('Parameter'),
    responses: text('Response'),
    requestBodies: text('Body'),
    headers: text('Header'),
    examples: text('Example'),
    schemas: text('Schema'),
    securitySchemes: text('Scheme'),
  }
  const key = text('PathParameter').replaceAll(/[{}/?#]/g, '')
  const parameter = { name: text('Name'), in: 'query', schema: { type: 'string', default: text('Default') } }
  const example = { summary: text('Summary'), value: { [text('ExampleProperty')]: text('ExampleValue') } }
  const header = { description: text('HeaderDescription'), schema: { type: 'string' } }
  const schema = {
    type: 'object',
    $comment: text('Comment'),
    required: ['id'],
    properties: {
      id: { type: 'string', examples: [text('Examples')] },
      date: { type: 'string', format: 'date-time', default: text('DefaultDate') },
      count: { type: 'object', default: { [text('DefaultName')]: [text('DefaultValue')] } },
      kind: { type: 'string', pattern: '^a', contentMediaType: text('ContentMedia') },
      list: { type: 'array', items: { enum: [text('ItemEnum'), 1, null, { [text('EnumName')]: true }] } },
      [text('Faked')]: { type: 'string', 'x-faker': 'person.firstName' },
    },
    patternProperties: { '^x-': { description: text('PatternDescription') } },
    dependentRequired: { [text('Dependent')]: [text('DependentOn')] },
    externalDocs: { url: `https://docs.test/${text('DocsUrl')}`, description: text('Docs') },
    xml: { name: text('XmlName'), prefix: text('XmlPrefix') },
  }
  const media = `application/${text('Subtype').replaceAll('/', '')}+json`
  const content: JsonObject = {
    'application/json': {
      schema: shared('schemas', named.schemas, schema),
      examples: { [text('ExampleKey')]: shared('examples', named.examples, example) },
    },
    [media]: { schema: { type: 'object' } },
  }
  const response = {
    description: text('ResponseDescription'),
    headers: { 'X-Shared': shared('headers', named.headers, header) },
    content,
  }
  const body = { description: text('BodyDescription'), content }
  const answers = {
    200: shared('responses', named.responses, response),
    default: { description: text('Error') },
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Further',
      version: text('Version'),
      termsOfService: text('Terms'),
      contact: { url: text('ContactUrl'), email: text('Email') },
      license: { name: 'x', identifier: text('License') },
    },
    externalDocs: { url: `https://docs.test/${text('RootDocs')}` },
    servers: [
      {
        url: 'https://{host}.test',
        variables: { host: { default: 'a', enum: ['a', text('ServerEnum')], description: text('HostText') } },
      },
    ],
    paths: {
      '/things': {
        description: text('PathDescription'),
        servers: [{ url: `https://path.test/${text('PathServer').replaceAll(/[{}]/g, '')}` }],
        get: {
          operationId: 'list',
          deprecated: true,
          externalDocs: { url: `https://docs.test/${text('OperationDocs')}`, description: text('More') },
          parameters: [shared('parameters', named.parameters, parameter)],
          responses: {
            200: {
              description: '',
              content: {
                'application/json': {
                  schema: { type: 'array', items: shared('schemas', named.schemas, schema) },
                },
              },
            },
          },
        },
        post: {
          operationId: 'create',
          security: [{ [named.securitySchemes]: [text('Scope')] }],
          requestBody: shared('requestBodies', named.requestBodies, body),
          responses: answers,
        },
      },
      [`/things/{${key}}`]: {
        parameters: [{ name: key, in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'read', responses: answers },
        delete: { operationId: 'remove', responses: { 204: { description: '' } } },
      },
    },
    components: {
      parameters: { [named.parameters]: parameter },
      responses: { [named.responses]: response },
      requestBodies: { [named.requestBodies]: body },
      headers: { [named.headers]: header },
      examples: { [named.examples]: example },
      schemas: { [named.schemas]: schema },
      securitySchemes: {
        [named.securitySchemes]: {
          type: 'oauth2',
          description: text('SchemeDescription'),
          flows: {
            clientCredentials: {
              tokenUrl: `https://token.test/${text('TokenUrl')}`,
              scopes: { [text('Scope')]: text('ScopeDescription') },
            },
          },
        },
      },
    },
  }
}

const swagger: Made = (text) => {
  const definition = text('Definition')
  const schema = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      [text('Property')]: { type: 'string', default: text('Default'), enum: [text('Default'), text('Enum')] },
    },
  }
  const ref: JsonObject = definition.isWellFormed()
    ? {
        $ref: `#/definitions/${encodeURIComponent(definition.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
      }
    : schema
  const id = { name: 'id', in: 'path', required: true, type: 'string' }
  return {
    swagger: '2.0',
    info: { title: 'Swagger', version: text('Version') },
    host: 'a.test',
    basePath: `/${text('BasePath').replaceAll(/[{}?#]/g, '')}`,
    produces: ['application/json', `text/${text('Produces').replaceAll('/', '')}`],
    consumes: ['application/json'],
    securityDefinitions: { [text('Security')]: { type: 'apiKey', in: 'query', name: text('KeyName') } },
    definitions: { [definition]: schema },
    paths: {
      '/things': {
        get: {
          operationId: text('ListId'),
          responses: { 200: { description: '', schema: { type: 'array', items: ref } } },
        },
        post: {
          operationId: text('CreateId'),
          tags: [text('Tag')],
          parameters: [{ name: text('BodyName'), in: 'body', schema: ref }],
          responses: { 201: { description: text('Created'), schema: ref } },
        },
      },
      '/things/{id}': { get: { parameters: [id], responses: { 200: { description: '', schema: ref } } } },
      '/form': {
        post: {
          consumes: ['multipart/form-data'],
          parameters: [
            { name: text('FormField'), in: 'formData', type: 'string', default: text('FormDefault') },
            { name: text('FormFile'), in: 'formData', type: 'file', description: text('FileText') },
          ],
          responses: { 204: { description: '' } },
        },
      },
    },
  }
}

const documents: Readonly<Record<string, Made>> = { newest, swagger }

/** Of each document, some texts that must not stand in its contract alone: else the check would look at nothing. */
const reaching: Readonly<Record<string, readonly string[]>> = {
  newest: ['Version', 'DefaultDate', 'DefaultName', 'ItemEnum', 'PathParameter', 'Schema'],
  swagger: ['Version', 'Default', 'FormField', 'FormFile', 'Definition', 'CreateId'],
}

async function projectOf(name: string, document: Json): Promise<ReadonlyMap<string, string>> {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.json`)
  writeFileSync(file, JSON.stringify(document))
  return renderProject((await loadDocument(file)).document)
}

beforeAll(async () => {
  for (const [name, made] of Object.entries(documents))
    tame.set(name, await projectOf(name, made(marked(''))))
}, 60_000)

describe.each(Object.keys(documents))('the texts of %s', (name) => {
  test.each(payloads)('are data in every file of the project: %s', async (title, payload) => {
    const places: string[] = []
    const text = (place: string) => {
      places.push(place)
      return marked(payload)(place)
    }
    const document = documents[name]?.(text) ?? {}
    const files = await projectOf(`${name} ${title}`, document)
    const markers = places.map((place) => `Mark${place}Sink`)
    expect(projectProblems({ files, markers, tame: tame.get(name) ?? new Map() })).toEqual([])
  })

  test('really reach the files', () => {
    const markers = (reaching[name] ?? []).map((place) => `Mark${place}Sink`)
    expect(unseenMarkers(tame.get(name) ?? new Map(), markers)).toEqual([])
  })
})

test('the projects compile without an error', async () => {
  const home = join(folder, 'compiled')
  mkdirSync(home)
  const projects = new Map<string, ReadonlyMap<string, string>>()
  for (const [name, made] of Object.entries(documents))
    for (const [index, [title, payload]] of payloads.entries())
      projects.set(`${name}-${index}`, await projectOf(`compiled ${name} ${title}`, made(marked(payload))))
  writeProjects(home, projects)
  expect(compileProjects(home, projects)).toEqual([])
}, 120_000)
