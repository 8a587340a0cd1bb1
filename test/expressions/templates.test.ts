// Templates: expressions among text, in any JSON, and what stays as it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compileCondition,
  compileTemplate,
  conditionUsesIds,
  conditionUsesName,
  usesIds,
  usesName,
} from '../../runtime/expressions/expressions.js'
import type { Json } from '../../runtime/json.js'
import { scopeWith } from './scopes.js'

const scope = scopeWith({ n: 7, name: 'Ann', note: null, list: [1, 'a'], object: { a: 1 }, braces: '}}' })
const pathParameters = ['petId', 'pet-id']

type Row = readonly [title: string, row: { readonly given: Json; readonly want: Json | undefined }]

const rows: readonly Row[] = [
  ['a text that is one expression becomes its value', { given: '{{ request.body.n }}', want: 7 }],
  ['spaces inside the braces are no matter', { given: '{{request.body.n}}', want: 7 }],
  ['anything around it makes text of it', { given: '{{ request.body.n }} ', want: '7 ' }],
  ['several expressions are written one after the other', { given: '{{ 1 }}{{ 2 }}', want: '12' }],
  ['text is written as it is', { given: 'Hi {{ request.body.name }}!', want: 'Hi Ann!' }],
  ['numbers and booleans are written as JSON', { given: '{{ 1.5 }}/{{ true }}', want: '1.5/true' }],
  ['null is written as nothing', { given: '<{{ request.body.note }}>', want: '<>' }],
  ['what is absent is written as nothing', { given: '<{{ request.body.?nope }}>', want: '<>' }],
  ['lists and objects are written as JSON', { given: 'a{{ request.body.list }}', want: 'a[1,"a"]' }],
  ['times are written as RFC 3339', { given: 'at {{ now }}', want: 'at 2030-01-02T03:04:05.678Z' }],
  ['a map may end right before the braces', { given: "{{ {'a': {'b': 1}}}}", want: { a: { b: 1 } } }],
  ['a map may stand in the middle of a text', { given: "x{{ {'a': 1}.a }}y", want: 'x1y' }],
  ['braces in a literal do not end the expression', { given: '{{ "}}" + "{{" }}', want: '}}{{' }],
  ['nor do those in single quotes', { given: "{{ '}}' }}", want: '}}' }],
  ['nor those in triple quotes', { given: '{{ """a"}}""" }}', want: 'a"}}' }],
  ['an escaped quote does not end a literal', { given: '{{ "\\"}}" }}', want: '"}}' }],
  ['a backslash in a raw literal is seen as the parser sees it', { given: '{{ r"\\d}}" }}', want: '\\d}}' }],
  ['text with braces after an expression stays', { given: '{"a": {{ request.body.n }}}', want: '{"a": 7}' }],
  ['an expression may have several lines', { given: '{{ 1 +\n 2 }}', want: 3 }],
  ['and a comment', { given: "{{ 1 // it's one\n + 2 }}", want: 3 }],
  ['which the braces end as well', { given: '{{ 1 // one }}', want: 1 }],
  ['values of the client are not looked into', { given: '{{ request.body.braces }}', want: '}}' }],
  ['a path parameter keeps its type alone', { given: '{petId}', want: 5 }],
  ['and is written into other text', { given: '/pets/{petId}/{pet-id}', want: '/pets/5/rex' }],
  ['other single braces are text', { given: '/users/{userId} {}', want: '/users/{userId} {}' }],
  ['as are those that do not end', { given: 'a { b {petId', want: 'a { b {petId' }],
  [
    'objects and lists are filled in',
    { given: { a: ['{{ 1 }}', { b: '{{ 2 }}' }], c: null }, want: { a: [1, { b: 2 }], c: null } },
  ],
  [
    'absent members are left out',
    { given: { a: '{{ request.body.?x }}', b: ['{{ request.body.?x }}', 1] }, want: { b: [1] } },
  ],
  ['names of properties are no expressions', { given: { '{{ 1 }}': '{{ 1 }}' }, want: { '{{ 1 }}': 1 } }],
]

describe('compileTemplate', () => {
  it.each(rows)('%s', (_, { given, want }) => {
    expect(compileTemplate(given, '#', { pathParameters })(scope)).toEqual(want)
  })

  it('leaves single braces alone where there are no path parameters', () => {
    expect(compileTemplate('/pets/{petId}', '#')(scope)).toBe('/pets/{petId}')
  })

  it('sets properties of any name as its own', () => {
    const template: Json = JSON.parse('{"__proto__":"{{ 1 }}","constructor":"{{ 2 }}"}')
    const made = compileTemplate(template, '#')(scope)
    expect(JSON.stringify(made)).toBe('{"__proto__":1,"constructor":2}')
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  })

  it('gives back what holds no expression, the same each time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('{{'))
        const template: Json = JSON.parse(JSON.stringify(value))
        const compiled = compileTemplate(template, '#')
        expect(compiled(scope)).toEqual(template)
        expect(compiled(scope)).toBe(compiled(scope))
      }),
    )
  })

  it('gives back any text through an expression', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, other) => {
        const around = other.replaceAll('{', '(')
        const made = compileTemplate(`${around}{{ request.body }}${around}`, '#')(scopeWith(text))
        expect(made).toBe(around === '' ? text : `${around}${text}${around}`)
      }),
    )
  })

  it('finds the end of any literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`{}'"\\/ a`) }), (text) => {
        const literal = JSON.stringify(text)
        expect(compileTemplate(`{{ ${literal} }}{{ {"a": ${literal}}.a }}`, '#')(scope)).toBe(text + text)
      }),
    )
  })

  it.each([
    ['an expression that does not end', '{{ 1'],
    ['braces without an expression', 'a {{ }}'],
    ['what is no expression', '{{ 1 + }}'],
    ['an unknown function', '{{ nope() }}'],
    ['a pattern that is no literal', '{{ "a".matches(request.body.name) }}'],
    ['a pattern that cannot be run', '{{ "a".matches("(") }}'],
    ['bytes', '{{ b"a" }}'],
    ['a number beyond 2^53', '{{ 9007199254740993 }}'],
  ])('throws at once for %s', (_, template) => {
    expect(() => compileTemplate(template, '#/a')).toThrow('#/a')
  })
})

describe('compileCondition', () => {
  it.each([
    ['request.body.n > 6', true],
    ['request.body.name == "Bob"', false],
    ['has(request.body.nope) && request.body.nope > 1', false],
    ['"{{" == "}}"', false],
  ])('%s is %s', (condition, want) => {
    expect(compileCondition(condition, '#')(scope)).toBe(want)
  })
})

describe('usesName', () => {
  it.each([
    [{ a: ['{{ entities.size() }}'] }, 'entities', true],
    ['{{ entities.size() }}', 'total', false],
    ['entities', 'entities', false],
    ['{{ request.entities }}', 'entities', false],
    ['{{ "entities" }}', 'entities', false],
    ['{{ [1].map(entities, entities) }}', 'entities', false],
    ['{{ entities.map(entities, 1) }}', 'entities', true],
    ['{{ cel.bind(x, total, x) }}', 'total', true],
    ['{{ has(session.user) }}', 'session', true],
    ['{petId}', 'request', true],
    ['{other}', 'request', false],
    ['{{\ncurrent.quantity - 1\n}}', 'current', true],
  ])('%j uses %s: %s', (template, name, want) => {
    expect(usesName(template, name, { pathParameters })).toBe(want)
  })

  it('says the same of conditions', () => {
    expect(conditionUsesName('current.a > 1', 'current')).toBe(true)
    expect(conditionUsesName('current.a > 1', 'a')).toBe(false)
  })
})

describe('usesIds', () => {
  it.each([
    ['{{ uuid() }}', true],
    ['{{\nuuid\n() }}', true],
    [{ a: ['{{ [1].map(x, "n-" + nanoid()) }}'] }, true],
    ['{{ "uuid()" }}', false],
    ['uuid()', false],
    ['{{ request.body.ulid }}', false],
  ])('%j: %s', (template, want) => {
    expect(usesIds(template)).toBe(want)
  })

  it('says the same of conditions', () => {
    expect(conditionUsesIds('request.body.id ==\nulid ()')).toBe(true)
    expect(conditionUsesIds('request.body.id == "ulid()"')).toBe(false)
  })
})
