// What `mockgen.json` may not say, and where it may not lead: each with its code and place.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@mockgen/runtime'
import { describe, expect, it, test } from 'vitest'
import { type Loaded, type LoadOptions, loadDocument } from '../../generator/load/load-document.js'
import { configured, document, parts } from './configured.js'
import { diagnosticsOf, folderWith, summaryOf } from './folder.js'
import { overlay, valueAt } from './overlaid.js'

describe('a configuration is refused', () => {
  it.each<[string, { given: Json | string; want: readonly string[] }]>([
    ['that is no JSON', { given: '{ "contract": }', want: ['MOCKGEN_SYNTAX mockgen.json:1:15'] }],
    [
      'that is cut off',
      { given: '{ "contract": "openapi.yaml"', want: ['MOCKGEN_SYNTAX mockgen.json:1:29'] },
    ],
    ['that is empty', { given: '', want: ['MOCKGEN_SYNTAX mockgen.json:1:1'] }],
    ['that is a list', { given: '[]', want: ['MOCKGEN_CONFIG mockgen.json:1:1'] }],
    ['with an unknown key', { given: '{ "overlay": [] }', want: ['MOCKGEN_CONFIG mockgen.json:1:3'] }],
    ['with the key __proto__', { given: '{ "__proto__": {} }', want: ['MOCKGEN_CONFIG mockgen.json:1:3'] }],
    ['of another version', { given: '{ "version": 2 }', want: ['MOCKGEN_CONFIG mockgen.json:1:14'] }],
    [
      'with a contract that is no text',
      { given: '{ "contract": 1 }', want: ['MOCKGEN_CONFIG mockgen.json:1:15'] },
    ],
    ['with an empty store', { given: '{ "store": " " }', want: ['MOCKGEN_CONFIG mockgen.json:1:12'] }],
    [
      'with overlays that are no list',
      { given: '{ "overlays": "a" }', want: ['MOCKGEN_CONFIG mockgen.json:1:15'] },
    ],
    [
      'with an overlay that is no text',
      { given: '{ "overlays": [1] }', want: ['MOCKGEN_CONFIG mockgen.json:1:16'] },
    ],
    [
      'with an overlay that does not exist',
      { given: '{ "overlays": ["a.yaml"] }', want: ['MOCKGEN_CONFIG mockgen.json:1:16'] },
    ],
    [
      'with an overlay that lies elsewhere',
      { given: '{ "overlays": ["/etc/passwd"] }', want: ['MOCKGEN_CONFIG mockgen.json:1:16'] },
    ],
    [
      'with a name that no variable has',
      { given: '{ "env": ["A", "B C"] }', want: ['MOCKGEN_CONFIG mockgen.json:1:16'] },
    ],
    [
      'with an unknown schema',
      { given: '{ "schemas": { "Usr": {} } }', want: ['MOCKGEN_CONFIG mockgen.json:1:16'] },
    ],
    [
      'with a schema that is false',
      { given: '{ "schemas": { "User": false } }', want: ['MOCKGEN_CONFIG mockgen.json:1:24'] },
    ],
    [
      'with an unknown operation',
      { given: '{ "operations": { "listUser": false } }', want: ['MOCKGEN_CONFIG mockgen.json:1:31'] },
    ],
    [
      'with an operation of another method',
      { given: '{ "operations": { "PUT /users": false } }', want: ['MOCKGEN_CONFIG mockgen.json:1:33'] },
    ],
    [
      'with an operation that is true',
      { given: '{ "operations": { "listUsers": true } }', want: ['MOCKGEN_CONFIG mockgen.json:1:32'] },
    ],
    [
      'with an unknown scheme',
      { given: '{ "securitySchemes": { "key": {} } }', want: ['MOCKGEN_CONFIG mockgen.json:1:24'] },
    ],
    ['with a seed that is a number', { given: '{ "seed": 7 }', want: ['MOCKGEN_CONFIG mockgen.json:1:11'] }],
    [
      'with many mistakes, which are all told',
      {
        given: '{ "version": 3,\n  "seeds": 1,\n  "env": {} }',
        want: [
          'MOCKGEN_CONFIG mockgen.json:1:14',
          'MOCKGEN_CONFIG mockgen.json:2:12',
          'MOCKGEN_CONFIG mockgen.json:3:3',
        ],
      },
    ],
    [
      'that is nested too deeply',
      {
        given: `{ "persistence": ${'['.repeat(300)}${']'.repeat(300)} }`,
        want: ['MOCKGEN_LIMIT mockgen.json:1:218'],
      },
    ],
    [
      'whose declarations would nest the document too deeply',
      {
        given: `{ "schemas": { "User": ${'{"a":'.repeat(198)}1${'}'.repeat(198)} } }`,
        want: ['MOCKGEN_CONFIG mockgen.json:1:16'],
      },
    ],
  ])('%s', async (_title, { given, want }) => {
    expect(await summaryOf(configured(given))).toEqual(want)
  })

  it.each([
    ['a key', { given: { operation: {} }, want: 'Did you mean operations?' }],
    ['a schema', { given: { schemas: { user: {} } }, want: 'Did you mean User?' }],
    ['an operation', { given: { operations: { listUser: {} } }, want: 'Did you mean listUsers?' }],
  ])('with a remedy for a slip in %s', async (_title, { given, want }) => {
    expect((await diagnosticsOf(configured(given)))[0]?.remedy).toBe(want)
  })

  test('that is a link which leads out of its folder, unless it is named', async () => {
    const elsewhere = folderWith({ 'mockgen.json': '{ "env": ["SECRET"] }' })
    const folder = folderWith({ 'openapi.yaml': document, ...parts })
    symlinkSync(join(elsewhere, 'mockgen.json'), join(folder, 'mockgen.json'))
    const file = join(folder, 'openapi.yaml')
    expect(await summaryOf(loadDocument(file))).toEqual(['MOCKGEN_CONFIG'])
    const named = loadDocument(file, { config: join(folder, 'mockgen.json') })
    expect((await named).document.env).toEqual(['SECRET'])
  })

  test('with an overlay that is a link which leads out, unless --root allows it', async () => {
    const elsewhere = folderWith({
      'x/overlay.yaml': overlay([{ target: '$.info', update: { title: 'New' } }]),
    })
    const folder = join(elsewhere, 'api')
    mkdirSync(folder)
    for (const [name, text] of Object.entries({ 'openapi.yaml': document, ...parts }))
      writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, 'mockgen.json'), '{ "overlays": ["overlay.yaml"] }')
    symlinkSync(join(elsewhere, 'x', 'overlay.yaml'), join(folder, 'overlay.yaml'))
    const load = (options: LoadOptions): Promise<Loaded> =>
      loadDocument(join(folder, 'openapi.yaml'), options)
    expect(await summaryOf(load({}))).toEqual(['MOCKGEN_CONFIG mockgen.json:1:16'])
    expect(await valueAt(load({ root: elsewhere }), '/info/title')).toBe('New')
  })

  test('that does not exist where it is named', async () => {
    expect(await summaryOf(configured({}, {}, { config: 'nowhere/mockgen.json' }))).toEqual([
      'MOCKGEN_FILE_NOT_FOUND',
    ])
  })
})
