// What expressions are worth: one table, and what each of its groups promises.
import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../../runtime/expressions/expressions.js'
import type { Json } from '../../runtime/json.js'
import { scopeWith } from './scopes.js'

const body = {
  n: 7,
  half: 0.5,
  zero: 0,
  name: 'Ann Lee',
  email: 'Ann@Example.COM',
  note: null,
  flag: true,
  tags: ['red', 'green', 'blue'],
  prices: [10, 2.5, 30],
  address: { city: 'Oslo', zip: '0150' },
  at: '2030-01-02T03:04:05.678Z',
  later: '2030-01-02T05:04:05.678+01:00',
  constructor: 'own',
}
const scope = scopeWith(body, {
  current: { quantity: 10, status: 'open', createdAt: '2029-12-31T23:59:59Z' },
  entities: [
    { id: 1, total: 5 },
    { id: 2, total: 7.5 },
  ],
  total: 2,
  item: { sku: 'x' },
  index: 0,
})

type Row = readonly [given: string, want: Json | undefined]

const groups: Readonly<Record<string, readonly Row[]>> = {
  'paths keep the type of what they name': [
    ['request.body.n', 7],
    ['request.body.name', 'Ann Lee'],
    ['request.body.note', null],
    ['request.body.flag', true],
    ['request.body.tags', ['red', 'green', 'blue']],
    ['request.body.address', { city: 'Oslo', zip: '0150' }],
    ['request.body["name"]', 'Ann Lee'],
    ['request.headers["x-tenant"]', 'acme'],
    ['request.body.tags[1]', 'green'],
    ['request.body.tags[request.body.n - 6]', 'green'],
    ['request.body.constructor', 'own'],
    ['index', 0],
  ],
  'numbers are of one kind, wherever they come from': [
    ['current.quantity - 1', 9],
    ['1 + request.body.n', 8],
    ['current.quantity - request.body.n', 3],
    ['size(entities) * 2.5', 5],
    ['request.body.n == 7', true],
    ['request.body.n == 7.0', true],
    ['7 == request.body.n', true],
    ['request.body.n != 8', true],
    ['5 % request.body.n', 5],
    ['request.body.n % 4', 3],
    ['-7 % 4', -3],
    ['7 / 2', 3.5],
    ['request.body.n / 2', 3.5],
    ['floor(request.body.n / 2)', 3],
    ['6 / 3', 2],
    ['-request.body.n', -7],
    ['0 * -1', 0],
    ['-0.0', 0],
    ['0x10 + 1u', 17],
    ['1e3', 1000],
    ['request.body.n > 6.5 && 6.5 < request.body.n', true],
    ['request.body.n in [1, 7]', true],
    ['7 in request.body.prices', false],
    ['10 in request.body.prices', true],
    ['request.body.flag ? 1 : 2.5', 1],
    ['9007199254740991', 9007199254740991],
    ['1e300 * 10.0', 1e301],
    ['int(7.9)', 7],
    ['int("-42")', -42],
    ['double("2.5e1")', 25],
    ['int(timestamp("1970-01-01T00:01:00Z"))', 60],
  ],
  'functions of numbers': [
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1.005, 2)', 1.01],
    ['round(request.body.half)', 1],
    ['ceil(0.2)', 1],
    ['ceil(-0.5)', 0],
    ['abs(-3)', 3],
    ['min(3, request.body.n, 5)', 3],
    ['max(request.body.prices)', 30],
    ['sum(request.body.prices)', 42.5],
    ['sum([])', 0],
    ['sum(entities.map(e, e.total))', 12.5],
  ],
  'functions of text': [
    ['"a" + "b"', 'ab'],
    ['lower(request.body.email)', 'ann@example.com'],
    ['request.body.name.upper()', 'ANN LEE'],
    ['"É".lowerAscii()', 'É'],
    ['trim("  x ")', 'x'],
    ['urlEncode("a b/?é")', 'a%20b%2F%3F%C3%A9'],
    ['urlEncode(substring("😀", 0, 1))', '%EF%BF%BD'],
    ['request.body.name.startsWith("Ann")', true],
    ['request.body.email.endsWith(".COM")', true],
    ['request.body.name.contains("Lee")', true],
    ['request.body.address.zip.matches("^[0-9]{4}$")', true],
    ['request.body.name.indexOf("L")', 4],
    ['"abcabc".lastIndexOf("c")', 5],
    ['"abcdef".substring(2, 4)', 'cd'],
    ['"abcdef".substring(4)', 'ef'],
    ['"a-b-c".replace("-", "+")', 'a+b+c'],
    ['"a,b".split(",")', ['a', 'b']],
    ['join(request.body.tags, ", ")', 'red, green, blue'],
    ['["a", 1, true].join("-")', 'a-1-true'],
    ['size("häß😀")', 4],
    ['string(request.body.n)', '7'],
    ['string(1.5) + "x"', '1.5x'],
    ['bool("true")', true],
    [`'single' + "double" + '''tri'ple''' + r"raw\\n"`, `singledoubletri'pleraw\\n`],
    ['"\\u00e4\\n"', 'ä\n'],
  ],
  'lists and objects': [
    ['[1, "a", null]', [1, 'a', null]],
    ['{"a": {"b": [1]}}', { a: { b: [1] } }],
    ['{"k" + "1": 1, 2: "two", true: "yes"}', { k1: 1, '2': 'two', true: 'yes' }],
    ['{"a": 1} == {"a": 1.0}', true],
    ['[1, [2]] == [1, [2]]', true],
    ['[1] == [1, 2]', false],
    ['"a" == 1', false],
    ['request.body.tags + ["x"]', ['red', 'green', 'blue', 'x']],
    ['"red" in request.body.tags', true],
    ['"city" in request.body.address', true],
    ['"constructor" in request.body.address', false],
    ['size(request.body.address)', 2],
    ['request.body.tags.size()', 3],
    ['request.body.prices.filter(p, p > 5)', [10, 30]],
    ['request.body.prices.map(p, p * 2)', [20, 5, 60]],
    ['request.body.prices.map(p, p > 5, p + 1)', [11, 31]],
    ['request.body.prices.all(p, p > 2)', true],
    ['request.body.tags.exists(t, t == "blue")', true],
    ['request.body.tags.exists_one(t, t.contains("e"))', false],
    ['request.body.address.map(k, k)', ['city', 'zip']],
    ['[[1, 2], [3]].map(x, x.map(y, y + size(x)))', [[3, 4], [4]]],
    [
      '[1, 2].map(x, [10, 20].map(x, x + 1))',
      [
        [11, 21],
        [11, 21],
      ],
    ],
    ['[1, 2].map(x, [5].map(x, [7].map(y, x + y)[0])[0])', [12, 12]],
    ['cel.bind(x, request.body.n, x * x)', 49],
  ],
  'what may be absent': [
    ['has(request.body.note)', true],
    ['has(request.body.nope)', false],
    ['has(request.body.nope.deeper)', false],
    ['has(request.body.address.city)', true],
    ['has(request.body.toString)', false],
    ['request.body.?nope', undefined],
    ['request.body.?name', 'Ann Lee'],
    ['request.body.?nope.orValue("none")', 'none'],
    ['request.body.?name.orValue("none")', 'Ann Lee'],
    ['request.body.?address.city.orValue("none")', 'Oslo'],
    ['request.body.?nope.city.orValue("none")', 'none'],
    ['request.body.?a.or(request.body.?name).orValue("")', 'Ann Lee'],
    ['request.body.tags[?9].orValue("none")', 'none'],
    ['request.body[?"name"].value()', 'Ann Lee'],
    ['request.body.?nope.hasValue()', false],
    ['optional.of(1).orValue(2)', 1],
    ['optional.none()', undefined],
    ['{"a": request.body.?nope, "b": 1}', { b: 1 }],
    ['[request.body.?nope, 1]', [1]],
  ],
  logic: [
    ['!request.body.flag', false],
    ['request.body.flag ? "yes" : null', 'yes'],
    ['true || request.body.nope == 1', true],
    ['request.body.nope == 1 || true', true],
    ['request.body.nope == 1 && false', false],
    ['[0, 2].exists(x, 1 / x > 0)', true],
    ['[0, 2].all(x, 1 / x > 1)', false],
  ],
  time: [
    ['now', '2030-01-02T03:04:05.678Z'],
    ['timestamp', '2030-01-02T03:04:05.678Z'],
    ['timestamp("2030-06-01T12:00:00+02:00")', '2030-06-01T10:00:00.000Z'],
    ['plusSeconds(now, 86400)', '2030-01-03T03:04:05.678Z'],
    ['plusSeconds(timestamp, -0.678)', '2030-01-02T03:04:05.000Z'],
    ['now + duration("1h30m")', '2030-01-02T04:34:05.678Z'],
    ['now - duration("24h")', '2030-01-01T03:04:05.678Z'],
    ['now - timestamp("2030-01-02T03:04:05Z")', '0.678s'],
    ['duration("90s")', '90s'],
    ['duration("-1.5s") + duration("250ms")', '-1.25s'],
    ['duration("0s") == duration("0m")', true],
    ['duration("1h") > duration("59m")', true],
    ['now > current.createdAt', true],
    ['current.createdAt < now', true],
    ['now == request.body.at', true],
    ['now < timestamp(request.body.later)', true],
    ['now.getFullYear()', 2030],
    ['now.getMonth()', 0],
    ['now.getDate()', 2],
    ['now.getDayOfMonth()', 1],
    ['now.getDayOfWeek()', 3],
    ['now.getDayOfYear()', 1],
    ['now.getHours() * 100 + now.getMinutes()', 304],
    ['now.getSeconds() * 1000 + now.getMilliseconds()', 5678],
    ['duration("90m").getHours()', 1],
    ['{"at": now, "in": [duration("1s")]}', { at: '2030-01-02T03:04:05.678Z', in: ['1s'] }],
    ['string(now)', '2030-01-02T03:04:05.678Z'],
  ],
  identifiers: [
    ['uuid()', 'a-uuid'],
    ['ulid()', `ulid-${scope.now}`],
    ['"n-" + nanoid()', 'n-a-nanoid'],
  ],
}

describe.each(Object.entries(groups))('%s', (_, rows) => {
  it.each(rows)('%s', (given, want) => {
    expect(compileTemplate(`{{ ${given} }}`, '#')(scope)).toEqual(want)
  })
})

describe('values of a scope', () => {
  it('are only read when an expression uses them, and once for each use', () => {
    let reads = 0
    const values = {
      used: 1,
      get costly() {
        reads++
        return { a: 1 }
      },
    }
    const counted = { ...scopeWith({}), values }
    expect(compileTemplate('{{ used }}', '#')(counted)).toBe(1)
    expect(reads).toBe(0)
    expect(compileTemplate('{{ costly.a + used }}', '#')(counted)).toBe(2)
    expect(reads).toBe(1)
  })

  it('are answered without a copy', () => {
    expect(compileTemplate('{{ request.body }}', '#')(scope)).toBe(body)
  })
})
