// Answers that people write, in templates and hooks, are held against the contract.
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../../runtime/index.js'
import { createLogger } from '../../runtime/logger.js'
import { clientOf, codeOf, type NotesOptions, openNotes } from './notes.js'

let mock: StartedMock
let logged: string[]
const { get, send } = clientOf(() => mock.url)

afterEach(() => mock.close())

async function start(options: NotesOptions) {
  logged = []
  const app = openNotes({ log: logTo(logged), ...options })
  mock = await startMock(app)
  return app
}

const bodyOf = (body: Json): NotesOptions => ({ operations: { createNote: { response: { body } } } })
const hook = (answer: object): NotesOptions => ({ handlers: { createNote: () => answer } })
const reply = (status: number, body?: Json, type = 'application/json') => ({
  status,
  headers: { ...(body !== undefined && { 'content-type': type }) },
  body,
})

describe('an answer', () => {
  it.each<[string, { options: NotesOptions; want: readonly (readonly [string, string])[] }]>([
    [
      'a template, of a wrong type',
      { options: bodyOf({ id: 5, text: 'a' }), want: [['/response/body/id', 'type']] },
    ],
    ['a template, with less', { options: bodyOf({ id: 'a' }), want: [['/response/body/text', 'required']] }],
    ['a template, as it should be', { options: bodyOf({ id: 'a', text: 'b' }), want: [] }],
    [
      'a hook, of a wrong type',
      { options: hook(reply(201, { id: 'a', text: 1 })), want: [['/response/body/text', 'type']] },
    ],
    [
      'a hook, with a status that is not declared',
      { options: hook(reply(418, {})), want: [['/response/status', 'status']] },
    ],
    ['a hook, without a body', { options: hook(reply(201)), want: [['/response/body', 'required']] }],
    [
      'a hook, of another media type',
      { options: hook(reply(201, 'a', 'text/plain')), want: [['/response/body', 'mediaType']] },
    ],
    ['a hook, as it should be', { options: hook(reply(201, { id: 'a', text: 'b' })), want: [] }],
    [
      'a hook that leaves it as it is',
      { options: { handlers: { createNote: (_ctx: unknown, next: () => unknown) => next() } }, want: [] },
    ],
  ])('of %s', async (_title, { options, want }) => {
    const app = await start(options)
    const first = await send('POST', '/notes', { text: 'one' })
    const again = await send('POST', '/notes', { text: 'one' })
    const found = app.violations.list()
    expect(found.map(({ pointer, keyword }) => [pointer, keyword])).toEqual(want)
    expect(found.every(({ operation, count }) => operation === 'createNote' && count === 2)).toBe(true)
    expect(app.violations.total).toBe(2 * want.length)
    expect(first.status).toBe(again.status)
    // Each one is told once.
    const told = logged.map((line) => JSON.parse(line)).filter(({ pointer }) => pointer !== undefined)
    expect(
      told.map(({ level, operation, pointer, keyword }) => [level, operation, pointer, keyword]),
    ).toEqual(want.map(([pointer, keyword]) => ['warn', 'createNote', pointer, keyword]))
  })

  it('goes out as it is', async () => {
    await start(bodyOf({ id: 5 }))
    const sent = await send('POST', '/notes', { text: 'one' })
    expect([sent.status, await sent.json()]).toEqual([201, { id: 5 }])
  })

  it('that breaks one rule in each member of a list breaks it once', async () => {
    const body = [
      { id: 1, text: '' },
      { id: 2, text: '' },
    ]
    const app = await start({ operations: { listNotes: { response: { body } } } })
    await get('/notes')
    expect(app.violations.list()).toMatchObject([{ operation: 'listNotes', status: 200, count: 2 }])
  })

  it('is 500 where answers must be as the contract says, and what was done is undone', async () => {
    await start({ ...bodyOf({ id: 5 }), strictResponses: true })
    const sent = await send('POST', '/notes', { text: 'one' })
    expect([sent.status, await codeOf(sent)]).toEqual([500, 'MOCK_CONTRACT_VIOLATION'])
    expect(await (await get('/count')).json()).toBe(0)
  })
})

function logTo(lines: string[]) {
  return createLogger({ level: 'warn', output: { write: (line) => lines.push(line) } })
}
