// What is said about wrong declarations of operations: one diagnostic, its code, and the line and column of what is wrong.
import { describe, expect, test } from 'vitest'
import { mistakesIn } from './annotated-orders.js'
import { wrongOperations } from './wrong-operations.js'

describe.each(Object.entries(wrongOperations))('mistakes %s', (_title, cases) => {
  test.each(cases)('%s is one error, where it stands', async (_name, [operation, declaration], want) => {
    const { found, at } = await mistakesIn({ [operation]: declaration })
    const [code, remedy] = typeof want === 'string' ? [want] : want
    expect(
      found.map(({ severity, code: is, place }) => ({
        severity,
        code: is,
        line: place?.line,
        column: place?.column,
      })),
    ).toEqual([{ severity: 'error', code, ...at }])
    if (remedy !== undefined) expect(found[0]?.remedy).toContain(remedy)
    expect(found[0]?.remedy ?? 'an expression').not.toBe('')
  })
})

test('a rule that is never reached is a warning', async () => {
  const rules = '{ rules: [ { response: { status: 200 } }, »{ entity: orders, action: create } ] }'
  const { found, at } = await mistakesIn({ 'post /checkout': rules })
  expect(found).toMatchObject([{ severity: 'warning', code: 'MOCKGEN_PERSISTENCE', place: at }])
})

test('two operations that contradict each other about an entity are told where the second one does', async () => {
  const { found, at } = await mistakesIn({
    'post /orders': '{ entity: orders, action: create, generateKey: ulid }',
    'post /checkout': '{ entity: orders, action: create, generateKey: »uuid }',
  })
  expect(found).toMatchObject([{ severity: 'error', code: 'MOCKGEN_PERSISTENCE', place: at }])
})

test('everything wrong in a declaration is reported at once', async () => {
  const { found } = await mistakesIn({
    'put /orders/{orderId}':
      "{ entity: orders, action: update, merg: deep, data: { totl: '{{ request.body.sum }}' }, lock: etags, response: { status: 20 } }",
  })
  expect(found.map(({ code }) => code).sort()).toEqual([
    'MOCKGEN_EXPRESSION',
    'MOCKGEN_UNKNOWN_KEY',
    'MOCKGEN_UNKNOWN_PROPERTY',
    'MOCKGEN_VALUE',
    'MOCKGEN_VALUE',
  ])
})
