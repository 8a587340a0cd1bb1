// Texts of x-persistence, of overlays, of mockgen.json and of YAML's own types: in the project on disk they are data.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../generator/generate.js'
import { tempFolder } from '../support/temp-folder.js'
import { projectProblems, unseenMarkers } from './check-project.js'
import { payloads } from './payloads.js'

const folder = tempFolder('mockgen-declared')
const markers = [
  'MarkSeedSink',
  'MarkMessageSink',
  'MarkBodySink',
  'MarkUniqueSink',
  'MarkOverlaySink',
  'MarkConfigSink',
]
let tame: ReadonlyMap<string, string>

/** The files of the project of a contract, an overlay and a mockgen.json that are full of `payload`. */
async function projectOf(name: string, payload: string): Promise<ReadonlyMap<string, string>> {
  const [seed, message, body, unique, overlay, config] = markers.map(
    (marker) => `${marker}A${payload}${marker}Z`,
  )
  const home = join(folder, name)
  mkdirSync(home)
  const write = (file: string, value: unknown) => writeFileSync(join(home, file), JSON.stringify(value))
  const schema = { $ref: '#/components/schemas/Thing' }
  const content = { 'application/json': { schema } }
  const property = unique ?? ''
  write('openapi.json', {
    openapi: '3.0.3',
    info: { title: 'Things', version: '1' },
    'x-persistence': {
      entities: { things: { schema: '#/components/schemas/Thing', unique: [property] } },
      seed: { things: [{ id: '1', [property]: seed }] },
    },
    paths: {
      '/things': {
        get: {
          operationId: 'list',
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { type: 'array', items: schema } } },
            },
          },
        },
        post: {
          operationId: 'create',
          'x-persistence': {
            validate: { when: 'request.body.id != "x"', status: 409, message },
            response: { status: 201, body: { id: 'x', note: body } },
          },
          requestBody: { content },
          responses: { 201: { description: 'ok', content } },
        },
      },
    },
    components: {
      schemas: {
        Thing: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string' }, note: { type: 'string' }, [property]: { type: 'string' } },
        },
      },
    },
  })
  const update = { summary: overlay }
  write('overlay.json', {
    overlay: '1.0.0',
    info: { title: overlay, version: '1' },
    actions: [{ target: '$.paths["/things"].get', description: overlay, update }],
  })
  write('mockgen.json', {
    version: 1,
    contract: './openapi.json',
    overlays: ['./overlay.json'],
    operations: { list: { response: { body: [{ id: 'x', note: config }] } } },
  })
  const output = join(home, 'mock')
  await generate({ contract: join(home, 'openapi.json'), output, runtime: 'registry' })
  return filesOf(output)
}

function filesOf(output: string): ReadonlyMap<string, string> {
  const entries = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    entries.flatMap(({ parentPath, name }): [string, string][] => {
      const path = join(parentPath, name).slice(output.length + 1)
      return path.startsWith('.mockgen') ? [] : [[path, readFileSync(join(parentPath, name), 'utf8')]]
    }),
  )
}

beforeAll(async () => {
  tame = await projectOf('tame', '')
}, 60_000)

describe.each(payloads)('%s in what is declared', (title, payload) => {
  test('is data in every file', async () => {
    const files = await projectOf(title.replaceAll(' ', '-'), payload)
    // The configuration is carried over, with the user's own texts in it; reading it proves that it is whole.
    const { 'mockgen.json': config = '', ...others } = Object.fromEntries(files)
    JSON.parse(config)
    expect(projectProblems({ files: new Map(Object.entries(others)), markers, tame })).toEqual([])
  })
})

test('the texts really reach the files', () => {
  expect(unseenMarkers(tame, markers)).toEqual([])
})

test('what YAML takes for a date is a text in every file', async () => {
  const home = join(folder, 'dates')
  mkdirSync(home)
  writeFileSync(
    join(home, 'openapi.yaml'),
    `openapi: 3.0.3
info: { title: Dates, version: 2020-01-01 }
paths:
  /days:
    get:
      operationId: days
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  day: { type: string, default: 2001-12-14t21:59:43.10-05:00, example: 2020-01-01 }
`,
  )
  await generate({ contract: join(home, 'openapi.yaml'), output: join(home, 'mock'), runtime: 'registry' })
  const types = readFileSync(join(home, 'mock/src/generated/types.gen.d.ts'), 'utf8')
  expect(types).toContain('@default 2001-12-14t21:59:43.10-05:00')
  expect(types).toContain('@example 2020-01-01')
})
