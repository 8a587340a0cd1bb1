// Documents of OpenAPI 3.2 as mocks: what is left of them answers, in the project and on the wire.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMock } from '@mockgen/runtime/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generate } from '../../generator/generate.js'
import { corpusFolder } from '../corpus/documents.js'
import { openMock } from '../support/open-mock.js'
import { folderWith } from './folder.js'

const api = `openapi: 3.2.0
info: { title: Flights, version: '1' }
paths:
  /flights:
    get:
      operationId: listFlights
      parameters:
        - name: criteria
          in: querystring
          content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { limit: { type: integer, minimum: 1 } } } } }
      responses:
        '200': { summary: Flights, content: { application/json: { $ref: '#/components/mediaTypes/Flights' } } }
    query: { operationId: findFlights, responses: { '200': { description: ok } } }
components:
  mediaTypes:
    Flights: { schema: { type: array, items: { type: object, properties: { id: { type: string } } } } }
`

async function generated(contract: string) {
  const output = mkdtempSync(join(tmpdir(), 'mockgen-load-'))
  onTestFinished(() => rmSync(output, { recursive: true, force: true }))
  const report = await generate({ contract, output, runtime: 'registry' })
  return { report, contract: JSON.parse(readFileSync(join(output, 'contract/openapi.json'), 'utf8')) }
}

describe('OpenAPI 3.2 as a mock', () => {
  it('serves the operations that 3.1 could have, with their media types and query strings', async () => {
    const file = join(folderWith({ 'api.yaml': api }), 'api.yaml')
    const { app } = await openMock(file)
    const mock = await startMock(app)
    try {
      const answers = await Promise.all(
        ['/flights?limit=5', '/flights?limit=0', '/none'].map((path) => fetch(new URL(path, mock.url))),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 400, 404])
      expect(await answers[0]?.json()).toEqual(expect.arrayContaining([{ id: expect.any(String) }]))
    } finally {
      await mock.close()
    }
    expect((await generated(file)).contract.openapi).toBe('3.1.1')
  })

  it('holds a value without a known name against the branch of `defaultMapping`, and generates types without it', async () => {
    const branch = (name: string) =>
      `{ type: object, required: [${name}], properties: { k: { type: string }, ${name}: { type: integer } } }`
    const schema =
      '{ oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }], discriminator: { propertyName: k, defaultMapping: B } }'
    const text = `openapi: 3.2.0
info: { title: Kinds, version: '1' }
paths:
  /check:
    post:
      operationId: check
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { '204': { description: ok } }
components: { schemas: { A: ${branch('a')}, B: ${branch('b')} } }
`
    const file = join(folderWith({ 'api.yaml': text }), 'api.yaml')
    const mock = await startMock((await openMock(file)).app)
    onTestFinished(() => mock.close())
    const send = async (body: object) => {
      const { status, body: answer } = await mock.send('check', { body })
      return [status, JSON.stringify(answer) ?? '']
    }
    expect((await send({ k: 'zz', b: 1 }))[0]).toBe(204)
    const [status, errors] = await send({ k: 'zz', a: 1 })
    expect(status).toBe(400)
    expect(errors).toContain('/body/b')
    expect(errors).not.toContain('oneOf')
    expect((await generated(file)).report.warnings).toEqual([])
  })

  const documents = ['oai/tags-example.oas32.yaml', 'ogen/additional_operations.yml']
  it.skipIf(corpusFolder === undefined).each(documents)('generates and starts %s', async (path) => {
    const file = join(corpusFolder ?? '', path)
    const { report } = await generated(file)
    expect(report.warnings.every(({ place }) => place !== undefined)).toBe(true)
    const mock = await startMock((await openMock(file)).app)
    expect((await fetch(new URL('/none', mock.url))).status).toBe(404)
    await mock.close()
  })
})
