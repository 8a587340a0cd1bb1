// Overlays that are none, that cannot be applied, or that ask for too much: each with its code and place.
import type { Json, JsonObject } from '@mockgen/runtime'
import { describe, expect, it, test } from 'vitest'
import { diagnosticsOf, summaryOf } from './folder.js'
import { loadOverlaid, overlay } from './overlaid.js'

const document = `openapi: 3.1.0
info: { title: Things, version: "1", description: old }
tags: [{ name: one }]
paths:
  /things:
    get:
      responses: { "200": { description: OK } }
components:
  schemas:
    Thing: { type: object }
`

const head = 'overlay: 1.1.0\ninfo: { title: Test, version: "1" }\n'
const withOverlay = (text: string) => loadOverlaid({ 'openapi.yaml': document, 'overlay.yaml': text })

describe('a file that is no overlay', () => {
  it.each([
    ['text', { given: 'just words\n', want: ['MOCKGEN_OVERLAY overlay.yaml:1:1'] }],
    ['a list', { given: '- a\n- b\n', want: ['MOCKGEN_OVERLAY overlay.yaml:1:1'] }],
    ['an OpenAPI document', { given: document, want: ['MOCKGEN_OVERLAY overlay.yaml:1:1'] }],
    ['one of an unknown version', { given: 'overlay: 1.2.0\n', want: ['MOCKGEN_OVERLAY overlay.yaml:1:10'] }],
    [
      'one whose version is a number',
      { given: 'overlay: 1.1\n', want: ['MOCKGEN_OVERLAY overlay.yaml:1:10'] },
    ],
    [
      'one without info',
      {
        given: 'overlay: 1.0.0\nactions: []\n',
        want: ['MOCKGEN_OVERLAY overlay.yaml:1:1', 'MOCKGEN_OVERLAY overlay.yaml:2:1'],
      },
    ],
    ['one without actions', { given: head, want: ['MOCKGEN_OVERLAY overlay.yaml:1:1'] }],
    [
      'one whose actions are an object',
      { given: `${head}actions: {}\n`, want: ['MOCKGEN_OVERLAY overlay.yaml:3:1'] },
    ],
    [
      'one with an action that is text',
      { given: `${head}actions: [hello]\n`, want: ['MOCKGEN_OVERLAY overlay.yaml:3:11'] },
    ],
    [
      'one with a slip in a field',
      {
        given: `${head}action: []\nactions: []\n`,
        want: ['MOCKGEN_OVERLAY overlay.yaml:3:1', 'MOCKGEN_OVERLAY overlay.yaml:4:1'],
      },
    ],
    [
      'one that extends a number',
      {
        given: `${head}extends: 1\nactions: []\n`,
        want: ['MOCKGEN_OVERLAY overlay.yaml:3:10', 'MOCKGEN_OVERLAY overlay.yaml:4:1'],
      },
    ],
    [
      'a truncated one',
      { given: `${head}actions:\n  - target: "$.info\n`, want: ['MOCKGEN_SYNTAX overlay.yaml:5:1'] },
    ],
    ['an empty one', { given: '\n', want: ['MOCKGEN_SYNTAX overlay.yaml:1:1'] }],
    [
      'one with a circle of aliases',
      { given: `${head}actions: &a\n  - update: *a\n`, want: ['MOCKGEN_LIMIT overlay.yaml:4:5'] },
    ],
    ['one with two documents', { given: `${head}---\na: 1\n`, want: ['MOCKGEN_SYNTAX overlay.yaml:3:1'] }],
    [
      'one that is nested too deeply',
      { given: `${head}actions: ${'['.repeat(300)}${']'.repeat(300)}\n`, want: ['MOCKGEN_LIMIT'] },
    ],
  ])('is refused: %s', async (_title, { given, want }) => {
    const found = await summaryOf(withOverlay(given))
    expect(
      want.length === 1 && want[0] === 'MOCKGEN_LIMIT' ? found.map((line) => line.split(' ')[0]) : found,
    ).toEqual(want)
  })

  it('is told for all files at once when they cannot be read', async () => {
    const loading = loadOverlaid(
      { 'openapi.yaml': document },
      { overlays: ['missing-1.yaml', 'missing-2.yaml'] },
    )
    expect(await summaryOf(loading)).toEqual(['MOCKGEN_FILE_NOT_FOUND', 'MOCKGEN_FILE_NOT_FOUND'])
  })
})

/** The action stands in line 4 from column 3 on; `at` is what the diagnostic points to. */
interface Refused {
  readonly given: JsonObject
  readonly at: string
  readonly version?: string
}

const refused: readonly (readonly [string, Refused])[] = [
  ['without a target', { given: { update: {} }, at: '{' }],
  ['whose target is no text', { given: { target: 1, update: {} }, at: '1' }],
  ['whose target is no query', { given: { target: 'info', update: {} }, at: '"info"' }],
  ['whose target is cut off', { given: { target: "$.paths['/things'", update: {} }, at: '"$.paths' }],
  ['whose target compares nothing', { given: { target: '$..[?@.a ==]', update: {} }, at: '"$..' }],
  [
    'whose target calls an unknown function',
    { given: { target: '$..[?nope(@.a)]', update: {} }, at: '"$..' },
  ],
  ['whose target runs a pattern', { given: { target: "$..[?match(@.a, '(a+)+')]", update: {} }, at: '"$..' }],
  [
    'whose target searches by a pattern',
    { given: { target: "$..[?search(@.a, '(a+)+')]", update: {} }, at: '"$..' },
  ],
  ['whose target is too long', { given: { target: `$.${'a'.repeat(3_000)}`, update: {} }, at: '"$.a' }],
  ['with an unknown field', { given: { target: '$.info', updates: {} }, at: '"updates"' }],
  ['whose remove is text', { given: { target: '$.info', remove: 'yes' }, at: '"yes"' }],
  ['that removes the document', { given: { target: '$', remove: true }, at: '"$"' }],
  ['that updates and copies', { given: { target: '$.info', update: {}, copy: '$.tags' }, at: '"$.tags"' }],
  [
    'that copies before 1.1',
    { given: { target: '$.info', copy: '$.info' }, at: '"$.info"}', version: '1.0.0' },
  ],
  ['that copies several values', { given: { target: '$.info', copy: '$.*' }, at: '"$.*"' }],
  ['that copies by a wrong query', { given: { target: '$.info', copy: 'paths' }, at: '"paths"' }],
  ['that copies an array into an object', { given: { target: '$.info', copy: '$.tags' }, at: '"$.tags"' }],
  ['that merges text into an object', { given: { target: '$.info', update: 'text' }, at: '"text"' }],
  ['that merges an array into an object', { given: { target: '$.info', update: [1] }, at: '"update"' }],
  ['that replaces text by an object', { given: { target: '$.info.title', update: {} }, at: '"update"' }],
  [
    'that replaces text in 1.0',
    { given: { target: '$.info.title', update: 'a' }, at: '"a"', version: '1.0.0' },
  ],
  ['that selects objects and arrays', { given: { target: '$["info","tags"]', update: {} }, at: '"update"' }],
  [
    'that merges text into an object below',
    { given: { target: '$', update: { info: 'text' } }, at: '"text"' },
  ],
  [
    'that merges an object into text below',
    { given: { target: '$', update: { info: { title: { a: 1 } } } }, at: '"title"' },
  ],
  [
    'that merges an array into text below',
    { given: { target: '$', update: { info: { title: [1] } } }, at: '"title"' },
  ],
]

describe('an action is refused', () => {
  it.each(refused)('%s', async (_title, { given, at, version }) => {
    const text = overlay([given], version)
    const line = text.split('\n')[3] ?? ''
    const column = line.indexOf(at, line.startsWith('- {') && at !== '{' ? 3 : 0) + 1
    const errors = (await diagnosticsOf(withOverlay(text))).filter(({ severity }) => severity === 'error')
    expect(errors.map(({ code, place }) => [code, place?.line, place?.column])).toEqual([
      ['MOCKGEN_OVERLAY', 4, column],
    ])
  })

  test('beside others, which are all told', async () => {
    const text = overlay([
      { target: 'info', update: {} },
      { target: '$.info', update: { title: 'New' } },
      { target: '$', remove: true },
    ])
    expect(await summaryOf(withOverlay(text))).toEqual([
      'MOCKGEN_OVERLAY overlay.yaml:4:13',
      'MOCKGEN_OVERLAY overlay.yaml:6:13',
    ])
  })
})

describe('a warning is given', () => {
  it.each([
    ['when a target selects nothing', { given: { target: '$.nope', update: {} }, want: '4:13' }],
    ['when a copied value does not exist', { given: { target: '$.info', copy: '$.nope' }, want: '4:29' }],
    ['when an action changes nothing', { given: { target: '$.info' }, want: '4:3' }],
    ['when an action removes nothing', { given: { target: '$.info', remove: false }, want: '4:3' }],
  ])('%s', async (_title, { given, want }) => {
    const found = await diagnosticsOf(withOverlay(overlay([given])))
    expect(
      found.map(({ severity, code, place }) => `${severity} ${code} ${place?.line}:${place?.column}`),
    ).toEqual([`warning MOCKGEN_OVERLAY ${want}`])
  })

  it.each([
    ['another file', { given: './other.yaml', want: 1 }],
    ['a URL of another name', { given: 'https://example.test/other.yaml', want: 1 }],
    ['this file', { given: './openapi.yaml', want: 0 }],
    ['a URL of the same name', { given: 'https://example.test/v1/openapi.yaml', want: 0 }],
  ])('when the overlay extends another document: %s', async (_title, { given, want }) => {
    const text = `${head}extends: ${given}\nactions: [{ target: $.info, update: {} }]\n`
    expect(await diagnosticsOf(withOverlay(text))).toHaveLength(want)
  })
})

/** A document of 60,000 small values. */
const many = documentWith(Array.from({ length: 60_000 }, (_, index) => ({ index })))
/** One of 150 lists inside each other. */
const deep = documentWith(Array.from({ length: 150 }).reduce<Json>((inner) => [inner], 0))

function documentWith(value: Json): string {
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    paths: {},
    'x-list': value,
  })
}

describe('a limit stops', () => {
  const overlaid = (document: string, actions: readonly JsonObject[]) =>
    loadOverlaid({ 'openapi.yaml': document, 'overlay.yaml': overlay(actions) })

  it.each<[string, { given: string; actions: readonly JsonObject[] }]>([
    [
      'a target that selects more than 100,000 values',
      { given: many, actions: [{ target: '$..*', update: {} }] },
    ],
    [
      'a query that looks at every value for every value',
      { given: deep, actions: [{ target: '$..[?count($..*) > count($..*..*)]', remove: true }] },
    ],
    [
      'descents inside descents',
      { given: deep, actions: [{ target: '$..*..*..*..*.nothing', remove: true }] },
    ],
    [
      'selectors that repeat',
      { given: deep, actions: [{ target: `$${'[*,*,*,*]'.repeat(30)}`, remove: true }] },
    ],
    [
      'an update that multiplies the document',
      { given: many, actions: [{ target: "$['x-list'][*]", update: { text: 'x'.repeat(2_000) } }] },
    ],
    [
      'a document that is copied into itself again and again',
      { given: many, actions: Array.from({ length: 40 }, () => ({ target: '$.info', copy: '$' })) },
    ],
    [
      'values that are nested deeper and deeper',
      {
        given: document,
        actions: Array.from({ length: 70 }, (_, index) => ({
          target: `$.info${"['x-deep'].a.b.c".repeat(index)}`,
          update: { 'x-deep': { a: { b: { c: {} } } } },
        })),
      },
    ],
  ])('%s', async (_title, { given, actions }) => {
    const found = await diagnosticsOf(overlaid(given, actions))
    const errors = found.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ code }) => code)).toEqual(['MOCKGEN_OVERLAY'])
    expect(errors[0]?.place?.line).toBeGreaterThanOrEqual(4)
  })

  test('an overlay of more than 10,000 actions', async () => {
    const actions = Array.from({ length: 10_001 }, () => ({ target: '$.nope', update: {} }))
    expect(await summaryOf(overlaid(document, actions))).toEqual(['MOCKGEN_OVERLAY overlay.yaml:3:1'])
  })

  test('nothing that real documents need: 60,000 values are changed at once', async () => {
    const { document } = await overlaid(many, [{ target: "$['x-list'][*]", update: { seen: true } }])
    expect(JSON.stringify(document.document).match(/"seen":true/g)).toHaveLength(60_000)
  })
})
