// Names that are no identifiers, that collide, or that mean something elsewhere: each project compiles, and each hook can be typed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { readModel } from '../../generator/read/read-model.js'
import { identifier, stringLiteral } from '../../generator/render/encode.js'
import { isPath } from '../../generator/write/check-paths.js'
import { renderProject } from '../plan/documents.js'
import { tempFolder } from '../support/temp-folder.js'
import { compileProjects, startProjects, writeProjects } from './generated-projects.js'

const reserved =
  'class default await arguments eval import enum then toString hasOwnProperty constructor __proto__ prototype Handler handlers'
const names: readonly string[] = [
  ...['getUser', 'get_user', 'GetUser', 'get-user', 'get user', 'getuser', 'GETUSER'],
  ...reserved.split(' '),
  ...['Foo.Bar', 'Foo-Bar', 'Foo_Bar', 'foo/bar', 'foo~1bar', '1st', '42', '-1', '1e3', 'Infinity', 'NaN'],
  ...['!!!', '🦺', '名前', 'é', 'e\u0301', '\u200d', ' ', '.', '..', 'x'.repeat(4000)],
  ...[
    'CON',
    'NUL',
    'aux',
    'com1',
    'LPT9',
    'con.ts',
    '../../x',
    '/etc/passwd',
    'C:\\x',
    'a.',
    'index',
    'Index',
  ],
]

const folder = tempFolder('mockgen-names')
const projects = new Map<string, ReadonlyMap<string, string>>()
let ids: readonly string[] = []

/** Every name as an operation, a tag, a path, a parameter, a schema and a property. */
function documentOf(operations: readonly string[]): JsonObject {
  const schemas = operations.map((name): [string, Json] => [
    name,
    { type: 'object', required: [name], properties: { [name]: { type: 'string' } } },
  ])
  const pointer = (name: string) =>
    `#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`
  const paths = operations.map((name, index): [string, Json] => [
    `/${index}/${encodeURIComponent(name)}`,
    {
      get: {
        operationId: name,
        tags: [name],
        parameters: [
          { name, in: 'query', schema: { type: 'string' } },
          { name, in: 'cookie', schema: { type: 'string' } },
        ],
        responses: {
          200: { description: 'ok', content: { 'application/json': { schema: { $ref: pointer(name) } } } },
        },
      },
    },
  ])
  return {
    openapi: '3.1.0',
    info: { title: 'Names', version: '1' },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas) },
  }
}

async function load(document: JsonObject, name: string) {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(document))
  return (await loadDocument(file)).document
}

beforeAll(async () => {
  const document = await load(documentOf(names), 'names')
  ids = readModel(document).model.operations.map(({ id }) => id)
  const hooks = ids.map(
    (id, index) => `const hook${index}: Handler<${stringLiteral(id)}> = (_ctx, next) => next()`,
  )
  const entries = ids.map((id, index) => `  [${stringLiteral(id)}]: hook${index},`)
  projects.set(
    'names',
    new Map([
      ...(await renderProject(document)),
      [
        'src/handlers/index.ts',
        `import type { Handler, Handlers } from '../generated/handlers.gen.js'\n\n${hooks.join('\n')}\n\n` +
          `export const handlers: Handlers = {\n${entries.join('\n')}\n}\n`,
      ],
    ]),
  )
  writeProjects(folder, projects)
}, 60_000)

describe('a document in which everything is called by odd names', () => {
  test('keeps all of them', () => expect(ids).toEqual(names))

  test('compiles, with a typed hook for each operation', () => {
    expect(compileProjects(folder, projects)).toEqual([])
  }, 120_000)

  test('starts and answers', async () => {
    const [started] = await startProjects(folder, projects)
    expect(started?.health).toBe(200)
    expect(started?.statuses.filter((status) => status >= 500)).toEqual([])
  }, 60_000)
})

describe('the hook that a README shows', () => {
  test.each(names.map((name) => [name.slice(0, 20), name] as const))('%j', async (_title, name) => {
    const readme = (await renderProject(await load(documentOf([name]), 'one'))).get('README.md') ?? ''
    const [, path = ''] = /`(src\/handlers\/[^`]+)`:/.exec(readme) ?? []
    expect(path).toMatch(/^src\/handlers\/[a-z0-9][a-z0-9-]{0,79}\.ts$/)
    expect(path).not.toBe('src/handlers/index.ts')
    expect(path).not.toMatch(/\/(?:aux|con|nul|prn|com\d|lpt\d)\.ts$/)
    expect(isPath(path)).toBe(true)
    expect(readme).toMatch(/export const [A-Za-z_]\w{0,80}: Handler</)
  })
})

test('a name does not depend on which others there are', () => {
  const alone = names.map((name) => identifier(name, 'operation'))
  expect([...names].reverse().map((name) => identifier(name, 'operation'))).toEqual(alone.reverse())
})
