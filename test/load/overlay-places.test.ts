// Where diagnostics point when the document consists of several files: into the file whose words they are about.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { createProblems } from '../../generator/read/problems.js'
import { corpusFolder } from '../corpus/documents.js'
import { folderWith, summaryOf } from './folder.js'
import { loadOverlaid, overlay } from './overlaid.js'

const document = `openapi: 3.1.0
info: { title: Things, version: "1" }
tags:
  - name: one
  - name: two
  - name: three
paths:
  /things:
    get:
      operationId: listThings
      responses: { "200": { description: OK } }
components:
  schemas:
    Thing:
      type: object
`

const annotation = `overlay: 1.1.0
info:
  title: Test
  version: "1"
actions:
  - target: $.paths['/things'].get
    update:
      x-persistence:
        entity: things
        action: list
  - target: $.components.schemas.Thing
    update:
      properties:
        id:
          type: string
  - target: $.tags[?@.name == 'one']
    remove: true
  - target: $.tags
    update:
      name: four
  - target: $.info.title
    update: New
  - target: $.components.schemas
    update:
      Copy: {}
  - target: $.components.schemas.Copy
    copy: $.components.schemas.Thing
`

describe('a place', () => {
  it.each([
    [
      'of a value of an overlay',
      { given: '/paths/~1things/get/x-persistence/action', want: 'overlay.yaml:10:17' },
    ],
    [
      'of an object of an overlay',
      { given: '/components/schemas/Thing/properties/id', want: 'overlay.yaml:14:9' },
    ],
    [
      'of what an overlay lacks',
      { given: '/components/schemas/Thing/properties/id/format', want: 'overlay.yaml:14:9' },
    ],
    ['of an object that was only merged into', { given: '/paths/~1things/get', want: 'openapi.yaml:9:5' }],
    [
      'of a value beside that of an overlay',
      { given: '/components/schemas/Thing/type', want: 'openapi.yaml:15:13' },
    ],
    ['of an item after one that was removed', { given: '/tags/0/name', want: 'openapi.yaml:5:11' }],
    ['of an appended item', { given: '/tags/2/name', want: 'overlay.yaml:20:13' }],
    ['of a replaced text', { given: '/info/title', want: 'overlay.yaml:22:13' }],
    [
      'of a copied value of the document',
      { given: '/components/schemas/Copy/type', want: 'openapi.yaml:15:13' },
    ],
    [
      'of a copied value of the overlay',
      { given: '/components/schemas/Copy/properties/id/type', want: 'overlay.yaml:15:17' },
    ],
    ['of the whole document', { given: '', want: 'openapi.yaml:1:1' }],
  ])('%s is where it was written', async (_title, { given, want }) => {
    const loaded = await loadOverlaid({ 'openapi.yaml': document, 'overlay.yaml': annotation })
    const { file, line, column } = loaded.document.locate(given) ?? {}
    expect(`${file?.split('/').at(-1)}:${line}:${column}`).toBe(want)
  })

  it('of a problem that an overlay makes is in the overlay', async () => {
    const wrong = overlay([
      { target: '$.components.schemas.Thing', update: { properties: { id: { $ref: '#/x' } } } },
    ])
    const loading = loadOverlaid({ 'openapi.yaml': document, 'overlay.yaml': wrong })
    expect(await summaryOf(loading)).toEqual(['MOCKGEN_REF_NOT_FOUND overlay.yaml:4:79'])
  })

  it('of a finding of the read stage is in the overlay, too', async () => {
    const loaded = await loadOverlaid({ 'openapi.yaml': document, 'overlay.yaml': annotation })
    const problems = createProblems(loaded.document)
    const pointer = '/paths/~1things/get/x-persistence/entity'
    problems.error({ code: 'MOCKGEN_UNKNOWN_ENTITY', pointer, message: 'unknown entity "things"' })
    expect(problems.errors[0]?.place).toMatchObject({ line: 9, column: 17 })
    expect(problems.errors[0]?.place?.file).toMatch(/overlay\.yaml$/)
  })
})

describe.skipIf(corpusFolder === undefined)('a large document (skipped without the corpus)', () => {
  const file = join(corpusFolder ?? '', 'github-api.min.oas30.json')

  it('is overlaid, and every place is right', async () => {
    const folder = folderWith({
      'overlay.yaml': overlay([
        {
          target: "$.paths['/repos/{owner}/{repo}/issues'].get",
          update: { 'x-persistence': { entity: 'issues', action: 'list' } },
        },
        {
          target: "$.paths.*.get.parameters[?@['$ref'] == '#/components/parameters/page']",
          update: { 'x-page': true },
        },
        { target: "$.paths['/gists'].get.responses['304']", remove: true },
        { target: "$.components.schemas['simple-user'].properties", update: { extra: { type: 'string' } } },
      ]),
    })
    const overlays = [join(folder, 'overlay.yaml')]
    const plain = await loadDocument(file)
    const { document, warnings } = await loadDocument(file, { overlays })
    expect(warnings.filter(({ code }) => code === 'MOCKGEN_OVERLAY')).toEqual([])
    const issues = '/paths/~1repos~1{owner}~1{repo}~1issues/get'
    expect(document.locate(`${issues}/x-persistence/entity`)).toMatchObject({ file: overlays[0], line: 4 })
    expect(document.locate('/components/schemas/simple-user/properties/extra')).toMatchObject({ line: 7 })
    for (const pointer of [`${issues}/operationId`, '/paths/~1gists/get/responses/200', '/info/title']) {
      expect(document.locate(pointer)).toEqual(plain.document.locate(pointer))
    }
    expect(JSON.stringify(document.document)).toContain('"x-page":true')
  })
})
