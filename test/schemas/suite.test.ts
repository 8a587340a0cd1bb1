// The JSON Schema Test Suite, rewritten by rule for OpenAPI documents: draft 4 is what OpenAPI 3.0 is made from.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'
import { bodiesOf } from '../contract/contract-of.js'
import { independentJudge, type Version } from './independent.js'

interface Group {
  readonly description: string
  readonly schema: JsonObject
  readonly tests: readonly { readonly description: string; readonly data: Json; readonly valid: boolean }[]
}

const folder = join(
  dirname(createRequire(import.meta.url).resolve('json-schema-test-suite/package.json')),
  'tests/draft4',
)

/** Groups that say something else about an OpenAPI document, by file and description, with the reason. */
const excluded: Readonly<Record<string, string>> = {
  'definitions.json/valid definition':
    'refers to the meta-schema by http; remote references are bundled or refused',
  'definitions.json/invalid definition': 'refers to the meta-schema by http',
  'ref.json/remote ref, containing refs itself': 'refers to the meta-schema by http',
  'refRemote.json/remote ref': 'refers to a server of the suite',
  'refRemote.json/fragment within remote ref': 'refers to a server of the suite',
  'refRemote.json/ref within remote ref': 'refers to a server of the suite',
  'refRemote.json/change resolution scope': 'refers to a server of the suite',
  'optional/format.json/validation of URIs':
    'takes `//host/path` for a URI; since draft 6 a `uri` has a scheme, and the other is a `uri-reference`',
  'optional/zeroTerminatedFloats.json/some languages do not distinguish between different types of numeric value':
    'JSON in JavaScript has one kind of number',
}
/** Files whose judge is our own decision, so that only the suite's word counts. */
const decidedByUs: ReadonlySet<string> = new Set(['optional/format.json'])

const groups = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort()
  .flatMap((file) =>
    readGroups(join(folder, file)).map((group) => ({ file, name: `${file}/${group.description}`, group })),
  )

describe('the JSON Schema Test Suite', () => {
  test('is all there', () => {
    expect(groups.length).toBeGreaterThan(80)
    expect(Object.keys(excluded).filter((name) => !groups.some((group) => group.name === name))).toEqual([])
  })

  const cases = groups
    .filter(({ name }) => !Object.hasOwn(excluded, name))
    .flatMap((group) => versionsOf(group.group.schema).map((version) => ({ ...group, version })))
  test.each(cases)('$name in OpenAPI $version', async ({ file, group, version }) => {
    const schemas = { Case: version === '3.1.0' ? toNew(group.schema) : toOld(group.schema) }
    const root = { $ref: '#/components/schemas/Case' }
    const { request } = bodiesOf(root, { schemas, openapi: version })
    const judge = await independentJudge(root, version, schemas)
    for (const { description, data, valid } of group.tests) {
      const isValid = request.validate(data).length === 0
      expect({ description, isValid }).toEqual({ description, isValid: valid })
      if (!decidedByUs.has(file))
        expect({ description, isValid: judge(data) }).toEqual({ description, isValid })
    }
  })
})

function readGroups(file: string): readonly Group[] {
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return Array.isArray(found) ? found.filter(isGroup) : []
}

function isGroup(value: unknown): value is Group {
  return isObject(value) && isObject(value.schema) && Array.isArray(value.tests)
}

/** Keywords that OpenAPI 3.0 took out of draft 4. */
const notIn30 = ['patternProperties', 'additionalItems', 'dependencies', 'definitions', 'id', 'format']

function versionsOf(schema: JsonObject): readonly Version[] {
  const isIn30 = every(
    schema,
    (part) =>
      !notIn30.some((keyword) => Object.hasOwn(part, keyword)) &&
      !Array.isArray(part.type) &&
      part.type !== 'null' &&
      !Array.isArray(part.items) &&
      !(Object.hasOwn(part, '$ref') && Object.keys(part).length > 1),
  )
  return isIn30 ? ['3.0.3', '3.1.0'] : ['3.1.0']
}

function every(value: Json, holds: (part: JsonObject) => boolean): boolean {
  if (Array.isArray(value)) return value.every((item) => every(item, holds))
  if (!isObject(value)) return true
  return holds(value) && Object.values(value).every((item) => every(item, holds))
}

// References lead into the schema of the case, which stands among the components.
function toOld(schema: Json): Json {
  return rewrite(schema, (part) =>
    typeof part.$ref === 'string' && part.$ref.startsWith('#')
      ? { ...part, $ref: `#/components/schemas/Case${part.$ref.slice(1)}` }
      : part,
  )
}

// What draft 4 says, as 2020-12 says it (its release notes).
function toNew(schema: Json): Json {
  return rewrite(toOld(schema), ({ items, additionalItems, dependencies, id, ...part }) => ({
    ...part,
    ...(typeof part.$ref === 'string' && { $ref: part.$ref.replace(/\/items\/(\d+)/g, '/prefixItems/$1') }),
    ...(Array.isArray(items)
      ? { prefixItems: items, ...(additionalItems !== undefined && { items: additionalItems }) }
      : items !== undefined && { items }),
    ...(isObject(dependencies) && splitDependencies(dependencies)),
    ...(typeof id === 'string' ? { $id: id } : id !== undefined && { id }),
    ...bound('minimum', 'exclusiveMinimum', part),
    ...bound('maximum', 'exclusiveMaximum', part),
  }))
}

function bound(limit: string, exclusive: string, part: JsonObject): JsonObject {
  const value = part[limit]
  if (part[exclusive] !== true || value === undefined) return {}
  return { [exclusive]: value }
}

function splitDependencies(dependencies: JsonObject): JsonObject {
  const entries = Object.entries(dependencies)
  return {
    dependentRequired: Object.fromEntries(entries.filter(([, value]) => Array.isArray(value))),
    dependentSchemas: Object.fromEntries(entries.filter(([, value]) => isObject(value))),
  }
}

function rewrite(value: Json, change: (part: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change))
  if (!isObject(value)) return value
  const inner = Object.entries(value).map(([key, item]) => [key, rewrite(item, change)])
  return change(Object.fromEntries(inner))
}
