// Operations that no request can tell apart are named when the document is read.
import { describe, expect, it } from 'vitest'
import { load, summaryOf, yaml } from './folder.js'

const api = (paths: string) => ({ 'api.yaml': yaml(paths) })
const get = (parameters: string) =>
  `get: { parameters: [${parameters}], responses: { '200': { description: a } } }`
const named = (name: string, schema: string) =>
  `{ name: ${name}, in: path, required: true, description: ${name}, schema: { ${schema} } }`

describe('operations that share a method and a path', () => {
  it.each<[string, { given: Record<string, string>; want: readonly string[] }]>([
    [
      'with nothing between them',
      {
        given: api(
          `/a/{x}:\n  ${get(named('x', 'type: string'))}\n/a/{y}:\n  ${get(named('y', 'type: string'))}`,
        ),
        want: ['MOCKGEN_SHARED_PATH api.yaml:7:5'],
      },
    ],
    [
      'with a fragment between them',
      {
        given: api(`/a:\n  ${get('')}\n/a#b:\n  ${get('')}`),
        want: ['MOCKGEN_SHARED_PATH api.yaml:7:5'],
      },
    ],
    [
      'with path parameters that differ in their schemas',
      {
        given: api(
          `/a/{x}:\n  ${get(named('x', 'type: string'))}\n/a/{y}:\n  ${get(named('y', 'type: integer'))}`,
        ),
        want: [],
      },
    ],
    ['with a query in one key', { given: api(`/a:\n  ${get('')}\n/a?b=1:\n  ${get('')}`), want: [] }],
    [
      'with a query parameter that one declares',
      { given: api(`/a:\n  ${get('')}\n/a#b:\n  ${get('{ name: q, in: query }')}`), want: [] },
    ],
    [
      'with other methods',
      { given: api(`/a/{x}:\n  ${get(named('x', 'type: string'))}\n/a/x:\n  ${get('')}`), want: [] },
    ],
  ])('%s', async (_, { given, want }) => {
    const found = await summaryOf(load(given))
    expect(found.filter((line) => line.startsWith('MOCKGEN_SHARED_PATH'))).toEqual(want)
  })
})
