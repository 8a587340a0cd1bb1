// Overlays of documents that are more than one OpenAPI 3 file.
import { describe, expect, it, test } from 'vitest'
import { summaryOf } from './folder.js'
import { loadOverlaid, overlay, valueAt } from './overlaid.js'

test('an overlay of a Swagger 2.0 document is applied before that is converted', async () => {
  const swagger = JSON.stringify({
    swagger: '2.0',
    info: { title: 'Old', version: '1' },
    paths: {},
    definitions: { Thing: { type: 'object' } },
  })
  const loading = loadOverlaid({
    'openapi.yaml': swagger,
    'overlay.yaml': overlay([
      { target: '$.definitions.Thing', update: { 'x-persistence': { entity: 'things' } } },
    ]),
  })
  expect(await valueAt(loading, '/components/schemas/Thing/x-persistence/entity')).toBe('things')
  expect((await loading).document.locate('/components/schemas/Thing/x-persistence')).toMatchObject({
    line: 4,
  })
})

const document = `openapi: 3.1.0
info: { title: Things, version: "1" }
paths: {}
components:
  schemas:
    Empty: { $ref: './parts/empty.yaml' }
`

describe('a document of several files', () => {
  const files = {
    'openapi.yaml': document,
    'parts/empty.yaml': 'type: object\ntitle: Old\n',
    'parts/more.yaml': 'type: object\ntitle: More\n',
  }

  it('is overlaid in its entry file only', async () => {
    const overlaid = overlay([{ target: '$.components.schemas.Empty.title', update: 'New' }])
    const loading = loadOverlaid({ ...files, 'overlay.yaml': overlaid })
    expect(await summaryOf(loading)).toEqual(['MOCKGEN_OVERLAY overlay.yaml:4:13'])
    expect(await valueAt(loading, '/components/schemas/Empty/title')).toBe('Old')
  })

  it('may be given references, which count from the entry file', async () => {
    const overlaid = overlay([
      { target: '$.components.schemas', update: { More: { $ref: './parts/more.yaml' } } },
    ])
    const loading = loadOverlaid({ ...files, 'overlay.yaml': overlaid })
    expect(await valueAt(loading, '/components/schemas/More/title')).toBe('More')
  })
})
