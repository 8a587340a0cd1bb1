// Mistakes in x-persistence stop `mockgen generate`: each is told with its place, its code and a remedy, and nothing is written.
import { existsSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DiagnosticCode } from '../../generator/diagnostics.js'
import { type Declarations, documentText, unmark } from '../read/marked.js'
import { runCli } from './spawn-cli.js'
import { call, useWorkspace } from './workspace.js'

useWorkspace()

const entities = (users: string, teams = '{}') => ({
  root: `{ entities: { users: ${users}, teams: ${teams} } }`,
})

type Case = readonly [
  title: string,
  one: { readonly given: Declarations; readonly want: readonly [DiagnosticCode, remedy: string] },
]

const cases: readonly Case[] = [
  [
    'an unknown key',
    { given: entities('{ ◆uniqe: [email] }'), want: ['MOCKGEN_UNKNOWN_KEY', 'did you mean unique?'] },
  ],
  [
    'an unknown action',
    {
      given: { create: '{ entity: users, action: ◆creat }' },
      want: ['MOCKGEN_UNKNOWN_ACTION', 'did you mean create?'],
    },
  ],
  [
    'an unknown entity',
    {
      given: { ...entities('{}'), create: '{ entity: ◆user, action: create }' },
      want: [
        'MOCKGEN_UNKNOWN_ENTITY',
        'did you mean users? Otherwise declare user under x-persistence.entities',
      ],
    },
  ],
  [
    'an unknown field',
    { given: entities('{ unique: [◆emial] }'), want: ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean email?'] },
  ],
  [
    'an unknown format',
    {
      given: entities('{ constraints: { email: { format: ◆e-mail } } }'),
      want: ['MOCKGEN_UNKNOWN_FORMAT', 'did you mean email?'],
    },
  ],
  [
    'an expression that names nothing',
    {
      given: {
        create: "{ entity: users, action: create, data: { email: ◆'{{ request.body.emial }}' } }",
      },
      want: ['MOCKGEN_EXPRESSION', 'did you mean email?'],
    },
  ],
  [
    'a cycle of required relations',
    {
      given: entities(
        '{ relationships: { teamId: { entity: teams, required: true } } }',
        '{ relationships: { ◆ownerId: { entity: users, required: true } } }',
      ),
      want: ['MOCKGEN_RELATION_CYCLE', 'leave required out of one of these relationships'],
    },
  ],
  [
    'two spellings of one thing',
    { given: entities('{ key: id, key_field: ◆id }'), want: ['MOCKGEN_TWO_SPELLINGS', 'keep one of them'] },
  ],
  [
    'a ttl of -1',
    {
      given: entities('{ ttl: ◆-1 }'),
      want: ['MOCKGEN_VALUE', 'write a whole number above 0'],
    },
  ],
  [
    'a state that cannot be reached',
    {
      given: entities(
        '{ lifecycle: { field: status, initial: new, transitions: [{ from: new, to: gone }, ◆{ from: active, to: gone }] } }',
      ),
      want: ['MOCKGEN_LIFECYCLE', 'add the transition that leads there, or leave this one out'],
    },
  ],
]

const generate = ['generate', 'wrong.yaml', '-o', 'mock', '--runtime', 'registry'] as const

describe('mockgen generate', () => {
  test.each(cases)('%s is told where it stands, and nothing is written', async (_title, { given, want }) => {
    const { text, places } = unmark(documentText(given))
    writeFileSync('wrong.yaml', text)
    const { code, out, err } = await call(generate)
    expect({ code, out, written: existsSync('mock') }).toEqual({ code: 3, out: '', written: false })
    const [diagnosticCode, remedy] = want
    expect(findings(err)).toEqual(places.map((place) => `wrong.yaml:${place} error ${diagnosticCode}`))
    expect(err).toContain(`\n  fix: ${remedy}`)
  })

  test('all of them in one document are told at once, in the order of their places', async () => {
    const { text, places } = unmark(documentText(allAtOnce))
    writeFileSync('wrong.yaml', text)
    const { code, err } = await call(generate)
    expect({ code, written: existsSync('mock') }).toEqual({ code: 3, written: false })
    expect(findings(err).map((line) => line.split(' ')[0])).toEqual(
      places.map((place) => `wrong.yaml:${place}`),
    )
    expect(findings(err).map((line) => line.split(' ')[2])).toEqual(codesOfAll)
    expect(err.match(/^ {2}fix: \S/gm)).toHaveLength(places.length)
  })

  test('as a process of its own it says so on standard error and exits with 3', async () => {
    const { text, places } = unmark(documentText(allAtOnce))
    writeFileSync('wrong.yaml', text)
    const { code, stdout, stderr } = await runCli(generate, { cwd: process.cwd() })
    expect({ code, stdout, written: existsSync('mock') }).toEqual({ code: 3, stdout: '', written: false })
    expect(findings(stderr)).toHaveLength(places.length)
  })
})

/** One of each, on as few lines as the document has places for them. */
const allAtOnce: Declarations = {
  ...entities(
    '{ ◆uniqe: [email], unique: [◆emial], constraints: { email: { format: ◆e-mail } }, key: id, key_field: ◆id, ttl: ◆-1, ' +
      'relationships: { teamId: { entity: teams, required: true } }, ' +
      'lifecycle: { field: status, initial: new, transitions: [{ from: new, to: gone }, ◆{ from: active, to: gone }] } }',
    '{ relationships: { ◆ownerId: { entity: users, required: true } } }',
  ),
  create: "{ entity: users, action: create, data: { email: ◆'{{ request.body.emial }}' } }",
  list: '{ entity: ◆user, action: list }',
  read: '{ entity: users, action: ◆raed }',
}

const codesOfAll: readonly DiagnosticCode[] = [
  'MOCKGEN_UNKNOWN_KEY',
  'MOCKGEN_UNKNOWN_PROPERTY',
  'MOCKGEN_UNKNOWN_FORMAT',
  'MOCKGEN_TWO_SPELLINGS',
  'MOCKGEN_VALUE',
  'MOCKGEN_LIFECYCLE',
  'MOCKGEN_RELATION_CYCLE',
  'MOCKGEN_EXPRESSION',
  'MOCKGEN_UNKNOWN_ENTITY',
  'MOCKGEN_UNKNOWN_ACTION',
]

// The first line of each diagnostic, up to its code.
function findings(text: string): readonly string[] {
  return [...text.matchAll(/^(\S+:\d+:\d+ \w+ MOCKGEN_\w+) /gm)].map(([, found = '']) => found)
}
