// Wrong declarations of the root, of entities, of schemas and of security schemes: each with its code and its exact place.
import { describe, expect, test } from 'vitest'
import { diagnosticCodes } from '../../generator/diagnostics.js'
import { diagnose, documentText, unmark, withDocument } from './marked.js'
import { wrongEntities } from './wrong-entities.js'
import { wrongOperations } from './wrong-operations.js'

describe.each(Object.entries(wrongEntities))('%s', (_where, cases) => {
  test.each(cases)('%s is reported where it stands', async (_title, declared, code) => {
    const { text, places } = unmark(documentText(declared))
    const found = await withDocument(text, {}, diagnose)
    const [place = at(text)] = places
    expect(found.map((one) => ({ code: one.code, at: `${one.place?.line}:${one.place?.column}` }))).toEqual([
      { code, at: place },
    ])
    for (const { severity, remedy } of found) {
      expect(severity).toBe('error')
      if (code !== 'MOCKGEN_EXPRESSION') expect(remedy).toMatch(/\S/)
    }
  })
})

/** Where the declaration of the user's schema begins, which no mark can stand before: it is the key of the object. */
function at(text: string): string {
  const lines = text.split('\n')
  const line = lines.findIndex((each, index) => each.includes('x-persistence') && index > 3)
  return `${line + 1}:${(lines[line]?.indexOf('x-persistence') ?? 0) + 1}`
}

test('all mistakes of a document are reported at once', async () => {
  const { text, places } = unmark(
    documentText({
      root:
        '{ infer: ◆7, namespace: ◆"", entities: { users: { keey: ◆id, ttl: ◆-1, unique: [◆nope], ' +
        'relationships: { teamId: { entity: ◆tams } } } }, seed: { ◆nobody: [] } }',
      key: '{ entity: ◆usrs, key: id }',
      team: '{ entity: teams, indexes: [◆nam] }',
      create: '{ entity_name: users, entity: ◆users, action: ◆creat }',
    }),
  )
  const found = await withDocument(text, {}, diagnose)
  const wanted = [...places].toSorted()
  expect(found.map(({ place }) => `${place?.line}:${place?.column}`).toSorted()).toEqual(wanted)
})

test('there are many of them, each with a code, and each in its own words', () => {
  const entities = Object.values(wrongEntities).flat()
  const operations = Object.values(wrongOperations).flat()
  expect(entities.length + operations.length).toBeGreaterThanOrEqual(60)
  const codes = [
    ...entities.map(([, , code]) => code),
    ...operations.map(([, , want]) => (typeof want === 'string' ? want : want[0])),
  ]
  const declared = [...entities.map(([, declared]) => declared), ...operations.map(([, given]) => given)]
  expect(new Set(declared.map((one) => JSON.stringify(one))).size).toBe(declared.length)
  expect(codes.filter((code) => !Object.hasOwn(diagnosticCodes, code))).toEqual([])
})

describe('a seed file', () => {
  test('is reported in itself', async () => {
    const { text } = unmark(documentText({ root: '{ seed: ./seed.yaml }' }))
    const seed = 'users:\n  - { id: a }\n  - 7\nuser: []\n'
    const found = await withDocument(text, { 'seed.yaml': seed }, diagnose)
    expect(found.map(({ code, place }) => [code, place?.line, place?.column])).toEqual([
      ['MOCKGEN_SEED', 3, 5],
      ['MOCKGEN_SEED', 4, 1],
    ])
    expect(found.every(({ place }) => place?.file.endsWith('seed.yaml'))).toBe(true)
  })

  test('that is no YAML is reported in itself', async () => {
    const { text } = unmark(documentText({ root: '{ seed: ./seed.yaml }' }))
    const found = await withDocument(text, { 'seed.yaml': 'users: [\n' }, diagnose)
    expect(found).toMatchObject([
      { code: 'MOCKGEN_SYNTAX', place: { file: expect.stringContaining('seed.yaml') } },
    ])
  })
})
