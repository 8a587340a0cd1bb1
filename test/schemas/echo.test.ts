// Values of random schemas, sent to a running mock and read back: what was created is what is there.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../runtime/ids.js'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'
import { onEveryStore } from '../support/on-every-store.js'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'
import { fittedSchema } from './fitted-schema.js'
import { createDice, type Dice, randomInteger } from './fitted-value.js'

const count = 60
const numbers = Array.from({ length: count }, (_, i) => i)
/** Those that go through each store. */
const some = numbers.slice(0, 30)
const folder = tempFolder('echo')

onEveryStore('a value of a random schema', (openStore) => {
  let mock: StartedMock
  beforeAll(async () => {
    const file = written('json.json', 'application/json', some.map(boxSchema))
    const { app } = await openMock(file, { store: await openStore() })
    mock = await startMock(app)
  })
  afterAll(() => mock.close())

  test.each(some)('comes back as it was sent as JSON (%i)', async (i) => {
    const { value } = fittedSchema(i, i % 4, '3.1.0')
    const made = mock.sample(`post${i}`).body
    const another = isObject(made) ? made.contents : undefined
    expect(another).toBeDefined()
    const created = await mock.send(`post${i}`, { body: { contents: value } })
    expect(created).toMatchObject({ status: 201, violations: [] })
    const id = idOf(created.body)
    const keeps = async (contents: Json | undefined) => {
      const read = await mock.send(`get${i}`, { path: { id } })
      expect(read).toMatchObject({ status: 200, violations: [] })
      expect(read.body).toEqual({ id, contents })
    }
    await keeps(value)
    // A patch merges objects, or refuses to; everything else replaces.
    const patches = isObject(value) ? [] : [[`patch${i}`, value] as const]
    const changes = [[`put${i}`, another] as const, ...patches, [`put${i}`, value] as const]
    for (const [operation, contents] of changes) {
      const changed = await mock.send(operation, { path: { id }, body: { contents: contents ?? null } })
      expect(changed).toMatchObject({ status: 200, violations: [] })
      await keeps(contents)
    }
  })

  test.each(some)('is never exchanged for another by a patch (%i)', async (i) => {
    const { value } = fittedSchema(i, i % 4, '3.1.0')
    const made = mock.sample(`post${i}`).body
    const created = await mock.send(`post${i}`, { body: made })
    const path = { id: idOf(created.body) }
    const patched = await mock.send(`patch${i}`, { path, body: { contents: value } })
    const { body } = await mock.send(`get${i}`, { path })
    if (patched.status === 200) expect(holds(isObject(body) ? body.contents : undefined, value)).toBe(true)
    else {
      expect(patched.status).toBe(400)
      expect(body).toEqual(created.body)
    }
  })
})

// Objects have what was sent, and perhaps more of before; `null` may have removed a property.
function holds(found: Json | undefined, sent: Json): boolean {
  if (Array.isArray(sent))
    return (
      Array.isArray(found) && found.length === sent.length && sent.every((item, i) => holds(found[i], item))
    )
  if (!isObject(sent)) return found === sent || (sent === null && found === undefined)
  return isObject(found) && Object.entries(sent).every(([name, inner]) => holds(found[name], inner))
}

describe.each(['application/x-www-form-urlencoded', 'multipart/form-data'])('a form as %s', (mediaType) => {
  const forms = numbers.map((i) => formOf(createDice(createRandom(i))))
  let mock: StartedMock
  beforeAll(async () => {
    const file = written(
      `${mediaType.replace('/', '-')}.json`,
      mediaType,
      forms.map(({ schema }) => schema),
    )
    const { app } = await openMock(file)
    mock = await startMock(app)
  })
  afterAll(() => mock.close())

  test.each(numbers)('comes back as JSON (%i)', async (i) => {
    const value = forms[i]?.value ?? {}
    for (const body of [value, mock.sample(`post${i}`).body]) {
      const created = await mock.send(`post${i}`, { body })
      expect(created).toMatchObject({ status: 201, violations: [], body })
      const read = await mock.send(`get${i}`, { path: { id: idOf(created.body) } })
      expect(read).toMatchObject({ status: 200, violations: [], body })
    }
  })
})

function idOf(body: unknown): string {
  const id = isObject(body) ? body.id : undefined
  if (typeof id !== 'string') throw new Error(`a record without an id: ${JSON.stringify(body)}`)
  return id
}

const idProperty = { id: { type: 'string', readOnly: true } }

// References of a fitted schema lead to components of its own number.
function boxSchema(i: number): { schema: JsonObject; components: JsonObject } {
  const { schema, schemas } = fittedSchema(i, i % 4, '3.1.0')
  const renamed = (json: Json): Json =>
    JSON.parse(
      JSON.stringify(json).replaceAll('#/components/schemas/Schema', `#/components/schemas/Box${i}Schema`),
    )
  const components = Object.fromEntries(
    Object.entries(schemas).map(([name, inner]) => [`Box${i}${name}`, renamed(inner)]),
  )
  const properties = { ...idProperty, contents: renamed(schema) }
  return { schema: { type: 'object', required: ['contents'], properties }, components }
}

/** Properties that a form carries without loss: text that is not empty, numbers, booleans, and lists of them. */
function formOf(dice: Dice): { schema: { schema: JsonObject; components: JsonObject }; value: JsonObject } {
  const kinds: readonly (readonly [JsonObject, () => Json])[] = [
    [{ type: 'string' }, () => dice.pick(['a b', 'é&=+%', '5', 'true', 'line\r\nbreak', '💩'])],
    [{ type: 'integer' }, () => randomInteger(dice)],
    [{ type: 'number' }, () => dice.int(-1000, 1000) / 8],
    [{ type: 'boolean' }, () => dice.chance(0.5)],
    [{ type: 'array', minItems: 1, items: { type: 'integer' } }, () => [1, dice.int(0, 9)]],
    [{ type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } }, () => ['x', 'y,z']],
  ]
  const chosen = kinds
    .filter(() => dice.chance(0.6))
    .map(([schema, make], i) => [`p${i}`, schema, make()] as const)
  const properties = Object.fromEntries(chosen.map(([name, schema]) => [name, schema]))
  const required = ['label', ...Object.keys(properties)]
  const label = { type: 'string', minLength: 1 }
  return {
    schema: {
      schema: { type: 'object', required, properties: { ...idProperty, label, ...properties } },
      components: {},
    },
    value: { label: 'x', ...Object.fromEntries(chosen.map(([name, , value]) => [name, value])) },
  }
}

function written(
  name: string,
  mediaType: string,
  boxes: readonly { readonly schema: JsonObject; readonly components: JsonObject }[],
): string {
  const paths = boxes.flatMap((_, i) => {
    const schema = { $ref: `#/components/schemas/Box${i}` }
    const answer = { description: 'a box', content: { 'application/json': { schema } } }
    const post = {
      operationId: `post${i}`,
      requestBody: { required: true, content: { [mediaType]: { schema } } },
    }
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
    return [
      [`/boxes${i}`, { post: { ...post, responses: { 201: answer } } }],
      [
        `/boxes${i}/{id}`,
        {
          parameters: [id],
          get: { operationId: `get${i}`, responses: { 200: answer } },
          put: { ...post, operationId: `put${i}`, responses: { 200: answer } },
          patch: { ...post, operationId: `patch${i}`, responses: { 200: answer } },
        },
      ],
    ] as const
  })
  const schemas = Object.assign(
    {},
    ...boxes.map(({ schema, components }, i) => ({ [`Box${i}`]: schema, ...components })),
  )
  const info = { title: 'Boxes', version: '1' }
  const file = join(folder, name)
  writeFileSync(
    file,
    JSON.stringify({ openapi: '3.1.0', info, paths: Object.fromEntries(paths), components: { schemas } }),
  )
  return file
}
