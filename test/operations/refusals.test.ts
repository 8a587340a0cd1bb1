// Requests that the stored state or a declaration refuses: each says what was wrong and where, and nothing is stored; as a
// plain operation, in a program after a step that wrote, and in a batch after items that did.
import { type SentReply, type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockApp } from '../../runtime/index.js'
import { describeEngines, type Engine } from '../proofs/engines.js'
import { type Refused, refusals } from './refused-requests.js'
import { definition, names, titled, type Untyped } from './ruled-users.js'

/** The ways in which an action may be declared. */
const ways = {
  'a plain operation': { operation: plain, step: '' },
  'a program': { operation: inProgram, step: '/operations/1' },
  'a batch': { operation: inBatch, step: '/operations/1' },
} as const

const table = refusals.flatMap(([title, { given, want }], i) =>
  Object.entries(ways).map(([way, { operation, step }], j) => ({
    name: `${title}, of ${way}`,
    id: `tested${i}x${j}`,
    given,
    want: { ...want, at: want.at.map((at) => ({ at, step })) },
    operation,
  })),
)

describeEngines('what refuses a request', (engine) => {
  let mock: StartedMock

  beforeAll(async () => {
    mock = await start(engine)
  })
  afterAll(() => mock.close())

  it.each(table)('says so and stores nothing: $name', async ({ id, given, want }) => {
    const before = await everything(mock)
    const refused = await mock.send(id, {
      ...(given.key !== undefined && { path: { id: given.key } }),
      ...(given.headers && { headers: given.headers }),
      ...(given.action !== 'delete' && { body: given.data ?? {} }),
    })
    const problem = problemOf(refused)
    expect([refused.status, problem.code]).toEqual([want.status, want.code])
    for (const { at, step } of want.at)
      expect(problem.pointers).toContainEqual(
        at.startsWith('/body/') ? at : expect.stringMatching(new RegExp(`/x-persistence${step}${at}(/|$)`)),
      )
    for (const name of want.names ?? []) expect(problem.text).toContain(name)
    expect(await everything(mock)).toEqual(before)
  })

  it('lets one of 16 clients at once have a unique value, and tells the others', async () => {
    const replies = await atOnce(() => mock.send('createUsers', { body: { email: 'z@x', teamId: 't1' } }))
    expect(statusesOf(replies)).toEqual([201, ...Array.from({ length: 15 }, () => 409)])
    const codes = replies.flatMap((reply) => (reply.status === 409 ? [problemOf(reply).code] : []))
    expect(new Set(codes)).toEqual(new Set(['MOCK_DUPLICATE']))
  })

  it('lets one of 16 clients at once change the version that all of them have read', async () => {
    const read = await mock.send('readUsers', { path: { id: 'u1' } })
    const etag = read.headers.get('etag') ?? ''
    const replies = await atOnce((i) =>
      mock.send('changeUsers', { path: { id: 'u1' }, headers: { 'if-match': etag }, body: { age: i } }),
    )
    expect(statusesOf(replies)).toEqual([200, ...Array.from({ length: 15 }, () => 412)])
  })
})

describe('a relation to nothing', () => {
  const create = plain({ entity: 'users', action: 'create' })
  it.each<readonly [string, { facts: Untyped; statuses: readonly number[]; want: number }]>([
    ['422 where the contract has that status', { facts: create, statuses: [201, 400, 422], want: 422 }],
    ['400 where the contract has only that', { facts: create, statuses: [201, 400], want: 400 }],
    ['422 where the contract has neither', { facts: create, statuses: [201], want: 422 }],
    [
      'what the operation declares for invalid requests',
      { facts: { ...create, errors: { onValidationError: 400 } }, statuses: [201, 422], want: 400 },
    ],
  ])('is %s', async (_title, { facts, statuses, want }) => {
    const mock = await startMock(
      createMockApp({ ...definition({ tested: facts }, statuses), store: 'memory' }),
    )
    try {
      const refused = await mock.send('tested', { body: { teamId: 'nobody' } })
      expect(refused.status).toBe(want)
      expect((await mock.send('listUsers')).body).toEqual([])
    } finally {
      await mock.close()
    }
  })
})

function plain({ entity, action, data, options }: Refused): Untyped {
  const isDeclared = options !== undefined || JSON.stringify(data ?? {}).includes('{{')
  return {
    action,
    entity,
    ...(action !== 'create' && { key: 'id' }),
    ...(action === 'update' && { merge: 'merge' }),
    ...(isDeclared && { options: { ...(data && { data }), ...options } }),
  }
}

function inProgram(given: Refused): Untyped {
  return { action: 'program', rules: [{ steps: [log, stepOf(given)] }] }
}

// The second of two items is refused, after both have written.
function inBatch(given: Refused): Untyped {
  const forEach = '{{ [1, 2] }}'
  const steps = [
    { ...log, forEach },
    { ...stepOf(given), forEach, when: 'index == 1' },
  ]
  return { action: 'program', rules: [{ steps }] }
}

const log = { entity: 'logs', action: 'create', data: { note: 'begun' } }

function stepOf({ entity, action, key, data, options }: Refused): Untyped {
  return { entity, action, ...(key !== undefined && { key }), ...(data && { data }), ...options }
}

interface Problem {
  readonly code: unknown
  readonly pointers: readonly unknown[]
  /** All that is said. */
  readonly text: string
}

function problemOf({ body }: SentReply): Problem {
  const { code, errors = [] } = Object(body) as { code?: unknown; errors?: readonly { pointer?: unknown }[] }
  return { code, pointers: errors.map(({ pointer }) => pointer), text: JSON.stringify(body) }
}

async function everything(mock: StartedMock): Promise<readonly unknown[]> {
  const lists = await Promise.all(names.map((name) => mock.send(`list${titled(name)}`)))
  return lists.map(({ status, body }) => [status, body])
}

function atOnce(send: (i: number) => Promise<SentReply>): Promise<readonly SentReply[]> {
  return Promise.all(Array.from({ length: 16 }, (_, i) => send(i)))
}

function statusesOf(replies: readonly SentReply[]): readonly number[] {
  return replies.map(({ status }) => status).sort()
}

async function start(engine: Engine): Promise<StartedMock> {
  const tested = Object.fromEntries(table.map(({ id, given, operation }) => [id, operation(given)]))
  const mock = await startMock(createMockApp({ ...definition(tested), store: await engine.open() }))
  for (const id of ['t1', 't2']) await mock.send('createTeams', { body: { id } })
  const ada = { id: 'u1', email: 'a@x', teamId: 't1', first: 'Ada', last: 'One', age: 30 }
  for (const body of [ada, { id: 'u2', email: 'b@x', teamId: 't1', leadsId: 't2' }])
    await mock.send('createUsers', { body })
  return mock
}
