// What requests are refused for, with the answer that says so.
import type { JsonObject } from '@mockgen/runtime'

/** One action that is refused: on its own, and as a step. */
export interface Refused {
  readonly entity: string
  readonly action: 'create' | 'update' | 'delete'
  /** The key of the record that is changed or removed. */
  readonly key?: string
  /** What is stored; with an expression in it, or with `options`, it is declared and not sent. */
  readonly data?: JsonObject
  readonly options?: JsonObject
  readonly headers?: Readonly<Record<string, string>>
}

/** What is answered. */
export interface Refusal {
  readonly status: number
  readonly code: string
  /** Pointers below `/body`, or below the action's declaration. */
  readonly at: readonly string[]
  /** Names that the error must tell. */
  readonly names?: readonly string[]
}

/** Every refusal by what is stored or declared, of the users and teams of `ruled-users.ts`. */
export const refusals: readonly (readonly [string, { readonly given: Refused; readonly want: Refusal }])[] = [
  [
    'a unique value that is taken',
    {
      given: { entity: 'users', action: 'create', data: { email: 'a@x', teamId: 't1' } },
      want: { status: 409, code: 'MOCK_DUPLICATE', at: ['/body/email'], names: ['users', 'email'] },
    },
  ],
  [
    'a change to a unique value that is taken',
    {
      given: { entity: 'users', action: 'update', key: 'u2', data: { email: 'a@x' } },
      want: { status: 409, code: 'MOCK_DUPLICATE', at: ['/body/email'], names: ['users', 'email'] },
    },
  ],
  [
    'unique values that are taken together',
    {
      given: { entity: 'users', action: 'update', key: 'u2', data: { first: 'Ada', last: 'One' } },
      want: {
        status: 409,
        code: 'MOCK_DUPLICATE',
        at: ['/body/first', '/body/last'],
        names: ['users', 'first', 'last'],
      },
    },
  ],
  [
    'a key that is taken',
    {
      given: { entity: 'users', action: 'create', data: { id: 'u1', teamId: 't1' } },
      want: { status: 409, code: 'MOCK_CONFLICT', at: [], names: ['users', 'u1'] },
    },
  ],
  [
    'a relation to nothing',
    {
      given: { entity: 'users', action: 'create', data: { teamId: 'nobody' } },
      want: { status: 422, code: 'MOCK_MISSING_REFERENCE', at: ['/body/teamId'], names: ['teams', 'teamId'] },
    },
  ],
  [
    'a change to a relation to nothing',
    {
      given: { entity: 'users', action: 'update', key: 'u1', data: { teamId: 'nobody' } },
      want: { status: 422, code: 'MOCK_MISSING_REFERENCE', at: ['/body/teamId'], names: ['teams', 'teamId'] },
    },
  ],
  [
    'a required relation that is missing',
    {
      given: { entity: 'users', action: 'create', data: { email: 'c@x' } },
      want: { status: 422, code: 'MOCK_MISSING_REFERENCE', at: ['/body/teamId'], names: ['teams', 'teamId'] },
    },
  ],
  [
    'the removal of what others refer to',
    {
      given: { entity: 'teams', action: 'delete', key: 't1' },
      want: { status: 409, code: 'MOCK_REFERENCED', at: [], names: ['users', 'teamId', 'teams'] },
    },
  ],
  [
    'the removal of what others may not be without, by a constraint',
    {
      given: { entity: 'teams', action: 'delete', key: 't2' },
      want: { status: 409, code: 'MOCK_REFERENCED', at: [], names: ['users', 'leadsId', 'teams'] },
    },
  ],
  [
    'a value that a constraint forbids',
    {
      given: { entity: 'users', action: 'update', key: 'u1', data: { age: 200 } },
      want: { status: 400, code: 'MOCK_INVALID_REQUEST', at: ['/body/age'], names: ['users'] },
    },
  ],
  [
    'a new record that a constraint forbids',
    {
      given: { entity: 'users', action: 'create', data: { teamId: 't1', age: 200 } },
      want: { status: 400, code: 'MOCK_INVALID_REQUEST', at: ['/body/age'], names: ['users'] },
    },
  ],
  [
    'a change of state that no transition allows',
    {
      given: { entity: 'users', action: 'update', key: 'u1', data: { state: 'closed' } },
      want: { status: 409, code: 'MOCK_TRANSITION', at: ['/body/state'], names: ['new', 'closed'] },
    },
  ],
  [
    'a new record in a state that is not the first',
    {
      given: { entity: 'users', action: 'create', data: { teamId: 't1', state: 'closed' } },
      want: { status: 409, code: 'MOCK_TRANSITION', at: ['/body/state'], names: ['closed'] },
    },
  ],
  [
    'another version than the expected one',
    {
      given: {
        entity: 'users',
        action: 'update',
        key: 'u1',
        data: { age: 1 },
        options: { lock: { field: 'version', expected: 7 } },
      },
      want: { status: 409, code: 'MOCK_VERSION', at: ['/lock'], names: ['version', '7'] },
    },
  ],
  [
    'a change without a precondition where one is asked for',
    {
      given: {
        entity: 'users',
        action: 'update',
        key: 'u1',
        data: { age: 1 },
        options: { lock: 'etag' },
      },
      want: { status: 428, code: 'MOCK_PRECONDITION_REQUIRED', at: [], names: ['If-Match'] },
    },
  ],
  [
    'a precondition that does not hold',
    {
      given: {
        entity: 'users',
        action: 'update',
        key: 'u1',
        data: { age: 1 },
        options: { lock: 'etag' },
        headers: { 'if-match': '"other"' },
      },
      want: { status: 412, code: 'MOCK_PRECONDITION', at: [], names: ['If-Match'] },
    },
  ],
  [
    'a condition that does not hold',
    {
      given: {
        entity: 'users',
        action: 'update',
        key: 'u1',
        data: { age: 1 },
        options: { validate: [{ when: 'current.age > 50', status: 403, message: 'too young' }] },
      },
      want: { status: 403, code: 'MOCK_REFUSED', at: ['/validate'], names: ['too young'] },
    },
  ],
  [
    'a division by zero',
    {
      given: { entity: 'users', action: 'update', key: 'u1', data: { age: '{{ 1 / size(request.query) }}' } },
      want: { status: 422, code: 'MOCK_EXPRESSION', at: ['/data/age'] },
    },
  ],
  [
    'an expression over a field that the request has not',
    {
      given: {
        entity: 'users',
        action: 'create',
        data: { teamId: 't1', age: '{{ request.query.nothing + 1 }}' },
      },
      want: { status: 422, code: 'MOCK_EXPRESSION', at: ['/data/age'], names: ['nothing'] },
    },
  ],
  [
    'an expression over a field that the record has not',
    {
      given: { entity: 'users', action: 'update', key: 'u2', data: { age: '{{ current.last + "x" }}' } },
      want: { status: 422, code: 'MOCK_EXPRESSION', at: ['/data/age'], names: ['last'] },
    },
  ],
  [
    'a record that is not there',
    {
      given: { entity: 'users', action: 'update', key: 'nobody', data: { age: 1 } },
      want: { status: 404, code: 'MOCK_NOT_FOUND', at: [], names: ['users', 'nobody'] },
    },
  ],
]
