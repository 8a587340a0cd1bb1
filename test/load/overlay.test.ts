// What overlays do to a document: the examples of the OpenAPI Overlay Specification in other words, and what it leaves open.
import type { Json, JsonObject } from '@mockgen/runtime'
import { describe, expect, it } from 'vitest'
import { loadOverlaid, overlay, valueAt } from './overlaid.js'

const document = `openapi: 3.1.0
info: { title: Things, version: "1", description: old }
tags: [{ name: one }]
servers:
paths:
  /things:
    summary: All of them
    get:
      operationId: listThings
      tags: [public, dummy]
      x-traits: [paged]
      parameters:
        - { name: filter, in: query, schema: { type: string } }
        - { name: dummy, in: query, schema: { type: string } }
        - { name: other, in: query, schema: { type: string } }
      responses: { "200": { description: OK } }
  /things/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getThing
      responses: { "200": { description: OK } }
    delete:
      operationId: deleteThing
      responses: { "204": { description: Gone } }
components:
  schemas:
    Thing: { type: object, required: [id], properties: { id: { type: string }, size: { type: integer } } }
    Empty: { type: object }
`

interface Case {
  readonly given: readonly JsonObject[]
  readonly version?: string
  /** JSON pointer into the document, and what stands there afterwards; undefined for nothing. */
  readonly want: Readonly<Record<string, Json | undefined>>
}

const list = '/paths/~1things/get'
const schemas = '/components/schemas'

const cases: readonly (readonly [string, Case])[] = [
  [
    'an object is merged property by property, at every depth',
    {
      given: [{ target: '$', update: { info: { description: 'new', 'x-a': { b: 1 } }, 'x-root': true } }],
      want: {
        '/info': { title: 'Things', version: '1', description: 'new', 'x-a': { b: 1 } },
        '/x-root': true,
      },
    },
  ],
  [
    'a value is appended to an array',
    {
      given: [{ target: '$.tags', update: { name: 'two' } }],
      want: { '/tags': [{ name: 'one' }, { name: 'two' }] },
    },
  ],
  [
    'an array is concatenated to an array, also by a merge',
    {
      given: [
        { target: '$.tags', update: [{ name: 'two' }, { name: 'three' }] },
        { target: '$.components.schemas.Thing', update: { required: ['size'] } },
      ],
      want: {
        '/tags': [{ name: 'one' }, { name: 'two' }, { name: 'three' }],
        [`${schemas}/Thing/required`]: ['id', 'size'],
      },
    },
  ],
  [
    'one update changes every selected value',
    {
      given: [{ target: '$.paths.*.get', update: { 'x-safe': true } }],
      want: {
        '/paths/~1things/get/x-safe': true,
        '/paths/~1things~1{id}/get/x-safe': true,
        '/paths/~1things~1{id}/delete/x-safe': undefined,
      },
    },
  ],
  [
    'a filter selects by what stands in a value',
    {
      given: [
        {
          target: "$.paths.*.get.parameters[?@.name=='filter' && @.in=='query']",
          update: { schema: { maxLength: 9 } },
        },
      ],
      want: {
        [`${list}/parameters/0/schema`]: { type: 'string', maxLength: 9 },
        [`${list}/parameters/1/schema`]: { type: 'string' },
      },
    },
  ],
  [
    'a value of an array is removed, and the others move up',
    {
      given: [{ target: "$.paths.*.get.parameters[?@.name == 'dummy']", remove: true }],
      want: {
        [`${list}/parameters/1/name`]: 'other',
        [`${list}/parameters/2`]: undefined,
      },
    },
  ],
  [
    'several values of one array are removed together',
    {
      given: [{ target: '$.paths["/things"].get.parameters[0,1]', remove: true }],
      want: { [`${list}/parameters`]: [{ name: 'other', in: 'query', schema: { type: 'string' } }] },
    },
  ],
  [
    'a text in an array is removed',
    {
      given: [{ target: "$.paths.*.get.tags[?@ == 'dummy']", remove: true }],
      want: { [`${list}/tags`]: ['public'] },
    },
  ],
  [
    'a property is removed',
    {
      given: [{ target: '$.paths["/things/{id}"].delete', remove: true }],
      want: {
        '/paths/~1things~1{id}/delete': undefined,
        '/paths/~1things~1{id}/get/operationId': 'getThing',
      },
    },
  ],
  [
    'values inside removed values are removed with them',
    {
      given: [{ target: "$..[?@.name == 'one' || @.summary]", remove: true }],
      want: {
        '/tags': [],
        '/paths/~1things': undefined,
        '/paths/~1things~1{id}/get/operationId': 'getThing',
      },
    },
  ],
  [
    'remove wins over update',
    {
      given: [{ target: '$.info.description', update: 'new', remove: true }],
      want: { '/info/description': undefined },
    },
  ],
  [
    'what one action removes the next one can make anew',
    {
      given: [
        { target: '$.tags', remove: true },
        { target: '$', update: { tags: [{ name: 'new' }] } },
      ],
      want: { '/tags': [{ name: 'new' }] },
    },
  ],
  [
    'a text is replaced where it is selected itself',
    { given: [{ target: '$.info.description', update: 'new' }], want: { '/info/description': 'new' } },
  ],
  [
    'a text is replaced by way of the object around it in version 1.0, too',
    {
      version: '1.0.0',
      given: [{ target: '$.info', update: { description: 'new' } }],
      want: { '/info/description': 'new' },
    },
  ],
  [
    'a trait marks where an update applies',
    {
      given: [
        {
          target: "$.paths[?(@.get['x-traits'][?(@ == 'paged')])].get",
          update: { parameters: [{ name: 'top', in: 'query', schema: { type: 'integer' } }] },
        },
      ],
      want: {
        [`${list}/parameters/3/name`]: 'top',
        '/paths/~1things~1{id}/get/parameters': undefined,
      },
    },
  ],
  [
    'an outline with empty parts leaves them as they are',
    {
      given: [{ target: '$', update: { info: { 'x-a': 1 }, components: null, tags: null } }],
      want: { '/tags': [{ name: 'one' }], [`${schemas}/Empty`]: { type: 'object' }, '/info/x-a': 1 },
    },
  ],
  [
    'what is empty in the document takes anything',
    {
      given: [{ target: '$', update: { servers: [{ url: '/v1' }] } }],
      want: { '/servers': [{ url: '/v1' }] },
    },
  ],
  [
    'copy merges one value of the document into others',
    {
      given: [{ target: '$.components.schemas.Empty', copy: '$.components.schemas.Thing' }],
      want: {
        [`${schemas}/Empty/properties`]: { id: { type: 'string' }, size: { type: 'integer' } },
        [`${schemas}/Thing/required`]: ['id'],
      },
    },
  ],
  [
    'update, copy and remove together rename a path',
    {
      given: [
        { target: '$.paths', update: { '/items': {} } },
        { target: "$.paths['/items']", copy: "$.paths['/things']" },
        { target: "$.paths['/things']", remove: true },
      ],
      want: { '/paths/~1things': undefined, '/paths/~1items/get/operationId': 'listThings' },
    },
  ],
  [
    'a copy is apart from what it was copied from',
    {
      given: [
        { target: '$.components.schemas.Thing.properties.id', update: { minLength: 1 } },
        { target: '$.components.schemas.Empty', copy: '$.components.schemas.Thing' },
        { target: '$.components.schemas.Empty.properties.id', update: { maxLength: 2 } },
      ],
      want: {
        [`${schemas}/Thing/properties/id`]: { type: 'string', minLength: 1 },
        [`${schemas}/Empty/properties/id`]: { type: 'string', minLength: 1, maxLength: 2 },
      },
    },
  ],
  [
    'one update of several values gives each its own',
    {
      given: [
        { target: '$.paths.*.get', update: { 'x-a': { list: [1] } } },
        { target: "$.paths['/things'].get['x-a'].list", update: 2 },
      ],
      want: { [`${list}/x-a/list`]: [1, 2], '/paths/~1things~1{id}/get/x-a/list': [1] },
    },
  ],
  [
    'the whole document can be copied into itself',
    {
      given: [
        { target: '$', update: { 'x-copy': {} } },
        { target: "$['x-copy']", copy: '$' },
      ],
      want: { '/x-copy/info/title': 'Things', '/x-copy/x-copy': {} },
    },
  ],
  [
    '__proto__ is a name like any other',
    {
      given: [{ target: '$.info', update: JSON.parse('{"__proto__":{"polluted":true}}') }],
      want: { '/info/title': 'Things', '/info/__proto__/polluted': true, '/polluted': undefined },
    },
  ],
]

describe('an overlay', () => {
  it.each(cases)('%s', async (_title, { given, version, want }) => {
    const loading = loadOverlaid({ 'openapi.yaml': document, 'overlay.yaml': overlay(given, version) })
    const found = await Promise.all(
      Object.keys(want).map(async (pointer) => [pointer, await valueAt(loading, pointer)]),
    )
    expect(Object.fromEntries(found)).toEqual(want)
    expect((await loading).warnings.filter(({ code }) => code === 'MOCKGEN_OVERLAY')).toEqual([])
  })

  it('may be JSON', async () => {
    const json = JSON.stringify({
      overlay: '1.0.0',
      info: { title: 'Test', version: '1', 'x-note': 'own fields are ignored' },
      actions: [{ target: '$.info', description: 'why', update: { title: 'New' }, 'x-note': 1 }],
    })
    const loading = loadOverlaid({ 'openapi.yaml': document, 'overlay.json': json })
    expect(await valueAt(loading, '/info/title')).toBe('New')
  })

  it('comes after the one before it, and is applied once however often it is named', async () => {
    const files = {
      'openapi.yaml': document,
      'overlay-1.yaml': overlay([{ target: '$.tags', update: { name: 'two' } }]),
      'overlay-2.yaml': overlay([{ target: "$.tags[?@.name == 'two']", update: { description: 'second' } }]),
    }
    const loaded = await loadOverlaid(files)
    const again = [...loaded.annotations.overlays, ...loaded.annotations.overlays]
    expect(await valueAt(loadOverlaid(files, { overlays: again }), '/tags')).toEqual([
      { name: 'one' },
      { name: 'two', description: 'second' },
    ])
  })

  it('changes what the document is known by', async () => {
    const plain = await loadOverlaid({ 'openapi.yaml': document })
    const changed = await loadOverlaid({
      'openapi.yaml': document,
      'overlay.yaml': overlay([{ target: '$.info', update: { description: 'new' } }]),
    })
    expect(changed.document.hash).not.toBe(plain.document.hash)
  })
})
