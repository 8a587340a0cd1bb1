// What is found in expressions when a document is read: every mistake below would otherwise be an error at run time.
import {
  anyShape,
  checkCondition,
  checkTemplate,
  describeShape,
  findExpressions,
  type Shape,
  textShape,
  unionOf,
} from '@mockgen/runtime/vocabulary'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../runtime/json.js'

const number: Shape = { kind: 'number' }
const boolean: Shape = { kind: 'boolean' }
const nullable = (shape: Shape) => unionOf([shape, { kind: 'null' }])
const listOf = (shape: Shape): Shape => ({ kind: 'list', items: () => shape })

function objectOf(properties: Readonly<Record<string, Shape>>, isOpen = false): Shape {
  const known = new Map(Object.entries(properties))
  return { kind: 'object', property: (name) => known.get(name), names: () => [...known.keys()], isOpen }
}

const status: Shape = { kind: 'text', values: ['open', 'shipped'] }
const order = objectOf({
  id: number,
  userId: textShape,
  status: nullable(status),
  paid: boolean,
  at: textShape,
  total: nullable(number),
})
const request = objectOf({
  body: objectOf({
    n: number,
    name: textShape,
    flag: boolean,
    items: listOf(objectOf({ sku: textShape, count: number })),
    address: objectOf({ city: textShape }),
    extra: objectOf({ known: number }, true),
    anything: anyShape,
    tree: treeOf(),
  }),
  path: objectOf({ petId: number }),
  headers: objectOf({}, true),
})
const names = new Map<string, Shape>([
  ['request', request],
  ['current', order],
  ['entities', listOf(order)],
  ['total', number],
])
const options = { pathParameters: ['petId'] }

// A type that contains itself is no matter: shapes are made when they are asked for.
function treeOf(): Shape {
  return {
    kind: 'object',
    property: (name) => (name === 'child' ? treeOf() : undefined),
    names: () => ['child'],
    isOpen: false,
  }
}

/** Expression → what its value is said to be. */
const right: readonly (readonly [given: string, shape: string])[] = [
  ['request.body.n', 'a number'],
  ['request.body.tree.child.child', 'an object'],
  ['request.body.extra.other', 'anything'],
  ['request.body.extra.known', 'a number'],
  ['request.body.anything.a.b[0] + 1', 'anything'],
  ['request.headers["x-any"]', 'anything'],
  ['request.body["name"]', 'text'],
  ['request.body.items[0].sku', 'text'],
  ['request.body.items[request.body.n].count', 'a number'],
  ['current.total + 1', 'a number'],
  ['current.status == "open"', 'a boolean'],
  ['current.status == null', 'a boolean'],
  ['current.at < now', 'a boolean'],
  ['"a" + "b"', 'text'],
  ['[1] + ["a"]', 'a list'],
  ['now', 'a time'],
  ['now + duration("1h")', 'a time'],
  ['now - now', 'text'],
  ['timestamp', 'text'],
  ['plusSeconds(timestamp, 1)', 'a time'],
  ['uuid()', 'text'],
  ['size(entities)', 'a number'],
  ['request.body.name.size()', 'a number'],
  ['min(1, 2, 3)', 'a number'],
  ['request.body.name.split(",")', 'a list'],
  ['request.body.items.map(x, x.count).filter(c, c > 1)', 'a list'],
  ['request.body.items.exists(x, x.sku == "a")', 'a boolean'],
  ['request.body.address.map(k, k + "!")', 'a list'],
  ['request.body.?name.orValue(1)', 'text or a number'],
  ['request.body.?address.city.orValue("")', 'text'],
  ['request.body.?name', 'text'],
  ['has(request.body.name) ? request.body.name : null', 'text or null'],
  ['1 in [1, 2] || "city" in request.body.address', 'a boolean'],
  ['{"a": 1}.a', 'a number'],
  ['{"a": request.body.n, "b": [now]}', 'an object'],
  ['cel.bind(x, request.body.n, x * 2)', 'a number'],
  ['request.body.name.matches("^a+$")', 'a boolean'],
  ['-request.body.n', 'a number'],
  ['[].size()', 'a number'],
  ['entities[0].paid && !request.body.flag', 'a boolean'],
  ['optional.of(1).orValue(2)', 'a number'],
  ['dyn(request.body.name)', 'text'],
]

/** Expression → a word of the message and of the remedy. */
const wrong: readonly (readonly [given: string, message: string, remedy?: string])[] = [
  ['1 +', 'no expression'],
  ['a b', 'no expression'],
  ['"a', 'does not end'],
  ['[1, 2', 'no expression'],
  ['1 = 2', 'no expression'],
  ['b"x"', 'bytes'],
  ['9007199254740993', '2^53'],
  ['has(request)', 'property'],
  ['reqest.body.n', 'reqest', 'request'],
  ['entity', 'entity', 'entities'],
  ['uuid', 'uuid', 'uuid()'],
  ['petId', 'petId', '{petId}'],
  ['session.user', 'session', 'request, current'],
  ['request.body.nam', '"nam"', 'name'],
  ['request.body["nam"]', '"nam"', 'name'],
  ['request.body.user_id', '"user_id"', 'n, name'],
  ['current.user_id', '"user_id"', 'userId'],
  ['current.statsu', '"statsu"', 'status'],
  ['request.body.tree.child.chld', '"chld"', 'child'],
  ['request.body.items.sku', '"sku"'],
  ['request.body.items[0].skuu', '"skuu"', 'sku'],
  ['request.body.items.map(x, x.cuont)', '"cuont"', 'count'],
  ['request.body.name.first', 'text'],
  ['request.body.?nme', '"nme"', 'name'],
  ['has(request.body.nme)', '"nme"', 'name'],
  ['{"a": 1}.b', '"b"'],
  ['uid()', 'uid()', 'uuid()'],
  ['request.body.name.uppr()', 'uppr()', 'upper()'],
  ['round("a")', 'round()', 'number'],
  ['round()', 'nothing', 'number'],
  ['uuid(1)', 'a number', 'nothing'],
  ['plusSeconds(now)', 'a time', 'number'],
  ['lower(request.body.n)', 'a number', 'text'],
  ['join("a", "b")', 'text', 'list'],
  ['lower(request.body.?name)', 'an optional', 'text'],
  ['"a" - 1', 'text - a number'],
  ['"a" + 1', 'text + a number', 'string('],
  ['request.body.name * 2', 'text * a number'],
  ['request.body.flag + 1', 'a boolean'],
  ['now + 1', 'a time'],
  ['now + now', 'a time'],
  ['request.body.anything - "a"', 'text'],
  ['request.body.n == "7"', 'a number == text'],
  ['request.body.n < "7"', 'a number < text'],
  ['request.body.?n + 1', 'an optional', '.orValue('],
  ['request.body.?n == 1', 'an optional', '.orValue('],
  ['current.status == "opne"', '"opne"', 'open'],
  ['"lost" != current.status', '"lost"', 'open, shipped'],
  ['request.headers.x-tenant', 'tenant', 'request.headers["x-tenant"]'],
  ['request.headers.x-request-id', 'id', 'request.headers["x-request-id"]'],
  ['1 in "abc"', 'text'],
  ['1 in ["a"]', 'a list'],
  ['1 / 0', 'by zero'],
  ['request.body.n % 0', 'by zero'],
  ['request.body.n / 0.0', 'by zero'],
  ['-"a"', 'text'],
  ['!1', 'a number'],
  ['request.body.n ? 1 : 2', 'a number'],
  ['request.body.flag && request.body.n', 'a number'],
  ['"a" || true', 'text'],
  ['request.body.n.map(x, x)', 'a number'],
  ['request.body.items.filter(x, x.sku)', 'text'],
  ['request.body.items.all(x, x.count)', 'a number'],
  ['request.body.name.orValue("")', 'text', 'request.body.?name'],
  ['request.body.name.matches(request.body.name)', 'no literal', 'quotes'],
  ['request.body.name.matches("(")', 'regular expression'],
  ['request.body.name.matches("^(?=a*b)\\\\1$")', 'pattern'],
  ['duration("1 day")', 'duration'],
  ['timestamp("tomorrow")', 'RFC 3339'],
  ['int("1.5")', 'whole'],
  ['bool("maybe")', 'true nor false'],
]

describe('checkTemplate', () => {
  it.each(right)('finds nothing wrong in %s', (given, shape) => {
    const found = checkTemplate(`{{ ${given} }}`, names, options)
    expect(found.problems).toEqual([])
    expect(describeShape(found.shape)).toBe(shape)
  })

  it.each(wrong)('finds what is wrong in %s', (given, message, remedy) => {
    const { problems } = checkTemplate({ a: ['', `x {{ ${given} }}`] }, names, options)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.pointer).toBe('/a/1')
    expect(problems[0]?.offset).toBeGreaterThanOrEqual(2)
    expect(problems[0]?.message).toContain(message)
    if (remedy !== undefined) expect(problems[0]?.remedy).toContain(remedy)
  })

  it('finds everything at once, with where it is', () => {
    const template: Json = {
      'a/b': '{{ nope }} {{ request.body.nam }}',
      c: ['{{ }}', '{{ 1', { d: '{{ 1 / 0 }}' }],
    }
    expect(checkTemplate(template, names).problems.map(({ pointer, offset }) => [pointer, offset])).toEqual([
      ['/a~1b', 3],
      ['/a~1b', 14],
      ['/c/0', 0],
      ['/c/1', 0],
      ['/c/2/d', 3],
    ])
  })

  it.each<readonly [given: Json, shape: string]>([
    ['plain', 'text'],
    ['', 'text'],
    ['{petId}', 'a number'],
    ['/pets/{petId}', 'text'],
    ['{{ 1 }}', 'a number'],
    ['{{ 1 }} ', 'text'],
    [[1, '{{ now }}'], 'a list'],
    [{ a: '{{ 1 }}' }, 'an object'],
    [null, 'null'],
    [1, 'a number'],
  ])('says that %j is %s', (given, shape) => {
    expect(describeShape(checkTemplate(given, names, options).shape)).toBe(shape)
  })

  it('says what is in an object', () => {
    const { shape } = checkTemplate(
      { a: { b: '{{ request.body.n }}' }, c: '{{ request.body.?name }}' },
      names,
    )
    const a = shape.kind === 'object' ? shape.property('a') : undefined
    const b = a?.kind === 'object' ? a.property('b') : undefined
    expect(b).toEqual(number)
    expect(shape.kind === 'object' && shape.property('c')).toEqual(textShape)
  })
})

describe('checkCondition', () => {
  it.each([
    'current.paid',
    'current.total > request.body.n',
    'has(request.body.name)',
    'request.body.anything',
    'true',
  ])('finds nothing wrong in %s', (given) => {
    expect(checkCondition(given, names).problems).toEqual([])
  })

  it.each([
    ['current.total', 'neither true nor false'],
    ['"yes"', 'neither true nor false'],
    ['current.payed', '"payed"'],
    ['current.paid &&', 'no expression'],
    ['', 'no expression'],
    ['{{ current.paid }}', 'no expression', 'without braces'],
    ['current.paid == "yes"', 'do not go together'],
  ])('finds what is wrong in %j', (given, message, remedy?: string) => {
    const { problems } = checkCondition(given, names)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain(message)
    if (remedy !== undefined) expect(problems[0]?.remedy).toContain(remedy)
  })
})

describe('findExpressions', () => {
  it('finds the expressions of all texts, and where they begin', () => {
    expect(
      findExpressions({ a: 'x {{ one }}{{two}}', b: [{ c: '{{\n three }}' }, 'none', 1], d: '{petId}' }),
    ).toEqual({
      expressions: [
        { text: 'one', pointer: '/a', offset: 5 },
        { text: 'two', pointer: '/a', offset: 13 },
        { text: 'three', pointer: '/b/0/c', offset: 4 },
      ],
      problems: [],
    })
  })

  it('finds braces that hold none', () => {
    const { problems } = findExpressions(['a {{ }}', 'b {{ "}}"'])
    expect(problems).toMatchObject([
      { pointer: '/0', offset: 2 },
      { pointer: '/1', offset: 2 },
    ])
  })
})
