import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { diagnosticsOf, folderWith, load, summaryOf, yaml } from './folder.js'

const json = (text: string) => ({ 'api.json': text })
const yml = (text: string) => ({ 'api.yaml': text })
const minimal = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: {} }

describe('reading a file', () => {
  it.each<[string, { given: Record<string, string | Uint8Array>; want: string }]>([
    ['empty', { given: json(''), want: 'MOCKGEN_SYNTAX api.json:1:1' }],
    ['blank', { given: yml(' \n\n'), want: 'MOCKGEN_SYNTAX api.yaml:1:1' }],
    ['a comment', { given: yml('# nothing'), want: 'MOCKGEN_NOT_OPENAPI api.yaml:1:1' }],
    [
      'not UTF-8',
      { given: { 'api.yaml': new Uint8Array([0x6f, 0xff, 0xfe]) }, want: 'MOCKGEN_SYNTAX api.yaml:1:2' },
    ],
    [
      'JSON with a trailing comma',
      { given: json('{\n  "openapi": "3.1.0",\n}'), want: 'MOCKGEN_SYNTAX api.json:3:1' },
    ],
    ['JSON with a bad word', { given: json('{ "a": tru }'), want: 'MOCKGEN_SYNTAX api.json:1:8' }],
    ['JSON with a bad escape', { given: json('{ "a": "\\x" }'), want: 'MOCKGEN_SYNTAX api.json:1:9' }],
    ['JSON with a bad number', { given: json('[01]'), want: 'MOCKGEN_SYNTAX api.json:1:3' }],
    [
      'JSON with a line break in a string',
      { given: json('{"a":\n"x\ny"}'), want: 'MOCKGEN_SYNTAX api.json:2:3' },
    ],
    ['truncated JSON', { given: json('{\n  "a": "b'), want: 'MOCKGEN_SYNTAX api.json:2:10' }],
    [
      'JSON with a key twice',
      { given: json('{"a":1,\n"b":{"a":[{"c":"\\""}],\n"\\u0061":2}}'), want: 'MOCKGEN_SYNTAX api.json:3:1' },
    ],
    ['JSON with something behind it', { given: json('{}\n{}'), want: 'MOCKGEN_SYNTAX api.json:2:1' }],
    [
      'YAML with a bad indentation',
      { given: yml('a:\n  b: 1\n c: 2\n'), want: 'MOCKGEN_SYNTAX api.yaml:3:2' },
    ],
    ['YAML with an open string', { given: yml('a: "b\n'), want: 'MOCKGEN_SYNTAX api.yaml:2:1' }],
    ['YAML with a key twice', { given: yml('a: 1\na: 2\n'), want: 'MOCKGEN_SYNTAX api.yaml:2:1' }],
    ['YAML with two documents', { given: yml('a: 1\n---\nb: 2\n'), want: 'MOCKGEN_SYNTAX api.yaml:2:1' }],
    [
      'YAML with two documents behind comments',
      { given: yml('# a\n---\na: "---"\n...\n# b\n---\nb: 2\n'), want: 'MOCKGEN_SYNTAX api.yaml:6:1' },
    ],
    [
      'a number that JSON lacks',
      { given: yml('openapi: 3.1.0\nx: .nan\n'), want: 'MOCKGEN_SYNTAX api.yaml:2:4' },
    ],
    ['a scalar', { given: yml('hello'), want: 'MOCKGEN_NOT_OPENAPI api.yaml:1:1' }],
    ['a list', { given: json('[]'), want: 'MOCKGEN_NOT_OPENAPI api.json:1:1' }],
    ['something else', { given: json('{ "name": "x" }'), want: 'MOCKGEN_NOT_OPENAPI api.json:1:1' }],
    [
      'a version that is a number',
      { given: yml('openapi: 3.0\n'), want: 'MOCKGEN_NOT_OPENAPI api.yaml:1:10' },
    ],
    ['a version that is null', { given: yml('openapi:\n'), want: 'MOCKGEN_NOT_OPENAPI api.yaml:1:1' }],
    ['OpenAPI 3.3', { given: yml('openapi: 3.3.0\n'), want: 'MOCKGEN_UNSUPPORTED_VERSION api.yaml:1:10' }],
    ['Swagger 1.2', { given: yml('swagger: "1.2"\n'), want: 'MOCKGEN_UNSUPPORTED_VERSION api.yaml:1:10' }],
    ['an AsyncAPI document', { given: yml('asyncapi: 3.0.0\n'), want: 'MOCKGEN_NOT_OPENAPI api.yaml:1:1' }],
  ])('refuses %s', async (_, { given, want }) => {
    expect(await summaryOf(load(given))).toEqual([want])
  })

  it.each<[string, { given: (folder: string) => string; want: string }]>([
    ['is missing', { given: (folder) => join(folder, 'none.yaml'), want: 'MOCKGEN_FILE_NOT_FOUND' }],
    [
      'lies below a file',
      { given: (folder) => join(folder, 'file', 'a.yaml'), want: 'MOCKGEN_FILE_NOT_FOUND' },
    ],
    ['is a folder', { given: (folder) => folder, want: 'MOCKGEN_FILE_UNREADABLE' }],
    ['is a device', { given: () => '/dev/null', want: 'MOCKGEN_FILE_UNREADABLE' }],
    ['is larger than 64 MiB', { given: makeLargeFile, want: 'MOCKGEN_FILE_TOO_LARGE' }],
  ])('refuses a file that %s', async (_, { given, want }) => {
    const folder = folderWith({ file: 'text' })
    const found = await diagnosticsOf(loadDocument(given(folder)))
    expect(found.map(({ code }) => code)).toEqual([want])
    expect(found[0]?.place).toBeUndefined()
  })

  it.each<[string, Record<string, string>]>([
    ['JSON', json(JSON.stringify(minimal))],
    ['JSON behind a byte order mark', json(`\uFEFF${JSON.stringify(minimal)}`)],
    ['JSON in a .yaml file', yml(JSON.stringify(minimal))],
    ['YAML in flow style', yml('{ openapi: 3.1.0, info: { title: T, version: "1" }, paths: {} }')],
    ['YAML', yml('openapi: 3.1.0\ninfo:\n  title: T\n  version: "1"\npaths: {}\n')],
    [
      'YAML with aliases and merge keys',
      yml('openapi: 3.1.0\ninfo:\n  <<: &i { title: T, version: "1" }\npaths: {}\n'),
    ],
  ])('reads %s', async (_, given) => {
    const { document, warnings } = await load(given)
    expect(document.document).toEqual(minimal)
    expect(warnings).toEqual([])
  })

  it('keeps dates and words of YAML 1.1 as text, and odd names as names', async () => {
    const { document } = await load(
      yml(`${yaml('{}')}x-data: { d: 2020-01-02, e: yes, __proto__: { f: 1 } }\n`),
    )
    const data = document.document['x-data']
    expect(JSON.stringify(data)).toBe('{"d":"2020-01-02","e":"yes","__proto__":{"f":1}}')
  })
})

describe('limits', () => {
  it.each<[string, { given: Record<string, string>; want: string }]>([
    // The first bracket that stands in 201 others, the one of the document among them.
    ['JSON nested too deeply', { given: json(`{"x":\n${nested(300)}}`), want: 'api.json:2:201' }],
    ['JSON nested far too deeply', { given: json(`{"x":\n${nested(1e6)}}`), want: 'api.json:2:201' }],
    [
      'JSON nested too deeply behind brackets in strings',
      { given: json(`{"a":"[[\\"[",\n"x":${nested(300)}}`), want: 'api.json:2:205' },
    ],
    [
      'JSON nested too deeply that breaks off',
      { given: json(`{"x":\n${'['.repeat(3000)}`), want: 'api.json:2:201' },
    ],
    [
      'JSON nested too deeply with a number that is none',
      { given: json(`{"a":1e999,\n"x":${nested(3000)}}`), want: 'api.json:2:205' },
    ],
    ['YAML nested too deeply', { given: yml(`a: 1\nx: ${nested(1e5)}\n`), want: 'api.yaml:2:203' }],
    ['aliases that expand to billions', { given: yml(bomb()), want: 'api.yaml:7:1' }],
    ['aliases that nest too deeply', { given: yml(tower()), want: 'api.yaml:201:14' }],
    ['an alias inside its own anchor', { given: yml('openapi: 3.1.0\nx: &a [*a]\n'), want: 'api.yaml:2:8' }],
    [
      'more than 100,000 aliases',
      {
        given: yml(`openapi: 3.1.0\na: &a []\nx: [${'*a,'.repeat(100_001)}]\n`),
        want: 'api.yaml:3:300005',
      },
    ],
    ['more than 100,000 merged keys', { given: yml(merges()), want: 'api.yaml:1002:912' }],
  ])('refuses %s', async (_, { given, want }) => {
    expect(await summaryOf(load(given))).toEqual([`MOCKGEN_LIMIT ${want}`])
  })
})

/** A sparse file just above the limit. */
function makeLargeFile(folder: string): string {
  const file = join(folder, 'large.yaml')
  writeFileSync(file, 'x')
  truncateSync(file, 64 * 1024 * 1024 + 1)
  return file
}

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels)
}

function merges(): string {
  const keys = Array.from({ length: 1000 }, (_, key) => `  k${key}: 1`)
  return ['a: &a', ...keys, `x: [${'{<<: *a},'.repeat(101)}]`, ''].join('\n')
}

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const items = Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*a${level - 1}`))
    return `a${level}: &a${level} [${items.join(', ')}]`
  })
  return ['openapi: 3.1.0', ...levels, ''].join('\n')
}

function tower(): string {
  const levels = Array.from(
    { length: 300 },
    (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : `*a${level - 1}`}]`,
  )
  return ['openapi: 3.1.0', ...levels, ''].join('\n')
}
