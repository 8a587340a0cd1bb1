// Wrong declarations of the root, of entities, of schemas and of security schemes, each with its code and its place.
import type { DiagnosticCode } from '../../generator/diagnostics.js'
import type { Declarations } from './marked.js'

/** The declarations, marked where they are wrong, and the code. */
export type WrongEntity = readonly [title: string, declared: Declarations, code: DiagnosticCode]

const users = (declaration: string) => ({ root: `{ entities: { users: ${declaration} } }` })
const related = (declaration: string) => ({
  root: `{ entities: { users: { relationships: { ${declaration} } }, teams: {} } }`,
})
const lifecycle = (declaration: string) => users(`{ lifecycle: { ${declaration} } }`)
const made = (fields: string) => users(`{ generate: { fields: { ${fields} } } }`)

const scoped = (scope: string) => ({
  create: `{ entity: users, action: create, scope: ${scope} }`,
  list: `{ entity: users, action: list, scope: ${scope} }`,
  read: `{ entity: users, action: read, scope: ${scope} }`,
})

const root: readonly WrongEntity[] = [
  ['an unknown key', { root: '{ entitis: ◆1 }' }, 'MOCKGEN_UNKNOWN_KEY'],
  ['something else than an object', { root: '◆users' }, 'MOCKGEN_VALUE'],
  ['a namespace that no key can begin with', { root: "{ namespace: ◆'a:b' }" }, 'MOCKGEN_VALUE'],
  ['infer that is a text', { root: "{ infer: ◆'no' }" }, 'MOCKGEN_VALUE'],
  ['entities in a list', { root: '{ ◆entities: [users] }' }, 'MOCKGEN_VALUE'],
  ['an entity that is no object', { root: '{ entities: { users: ◆yes } }' }, 'MOCKGEN_VALUE'],
  ['a reserved name', { root: '{ entities: { ◆valueOf: {} } }' }, 'MOCKGEN_PERSISTENCE'],
  ['a header that is none', { root: "{ sandbox: { header: ◆'X Sandbox' } }" }, 'MOCKGEN_VALUE'],
  ['an unknown key of the sandbox', { root: '{ sandbox: { headr: ◆X-A } }' }, 'MOCKGEN_UNKNOWN_KEY'],
  ['idempotency for no time', { root: '{ idempotency: { ttl: ◆0 } }' }, 'MOCKGEN_VALUE'],
  ['a status that is no refusal', { root: '{ errors: { onNotFound: ◆200 } }' }, 'MOCKGEN_VALUE'],
  [
    'an unknown answer to lost connections',
    { root: '{ errors: { onConnectionFailure: ◆retry } }' },
    'MOCKGEN_VALUE',
  ],
  ['an unknown style of pages', { root: '{ pagination: { style: ◆pages } }' }, 'MOCKGEN_VALUE'],
  ['pages above the limit', { root: '{ pagination: { maxLimit: ◆1001 } }' }, 'MOCKGEN_VALUE'],
  [
    'a default above the most',
    { root: '{ pagination: { defaultLimit: ◆50, maxLimit: 20 } }' },
    'MOCKGEN_VALUE',
  ],
  ['a count below zero', { root: '{ generate: { counts: { users: ◆-1 } } }' }, 'MOCKGEN_VALUE'],
  [
    'a count of an unknown entity',
    { root: '{ generate: { counts: { user: ◆5 } } }' },
    'MOCKGEN_UNKNOWN_ENTITY',
  ],
  ['a seed of an unknown entity', { root: '{ seed: { ◆user: [] } }' }, 'MOCKGEN_SEED'],
  ['a seed that is no list', { root: '{ seed: { users: ◆1 } }' }, 'MOCKGEN_SEED'],
  ['a seeded record that is none', { root: '{ seed: { users: [{ id: a }, ◆7] } }' }, 'MOCKGEN_SEED'],
  ['a seed file that does not exist', { root: '{ seed: ◆./none.yaml }' }, 'MOCKGEN_REF_NOT_FOUND'],
  ['a seed file outside', { root: '{ seed: [◆../../x.yaml] }' }, 'MOCKGEN_REF_FOREIGN'],
]

const entities: readonly WrongEntity[] = [
  ['an unknown key', users('{ uniqe: ◆1 }'), 'MOCKGEN_UNKNOWN_KEY'],
  ['a schema that does not exist', users("{ schema: ◆'#/components/schemas/Usr' }"), 'MOCKGEN_PERSISTENCE'],
  ['a key that is no property', users('{ key: ◆uid }'), 'MOCKGEN_UNKNOWN_PROPERTY'],
  ['a key without properties', users('{ ◆key: [] }'), 'MOCKGEN_VALUE'],
  ['an unknown way to make keys', users('{ generateKey: ◆guid }'), 'MOCKGEN_VALUE'],
  ['unique that is a text', users('{ unique: ◆email }'), 'MOCKGEN_VALUE'],
  [
    'a unique property that does not exist',
    users('{ unique: [id, [email, ◆handle]] }'),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  ['an index of what does not exist', users('{ indexes: [◆role] }'), 'MOCKGEN_UNKNOWN_PROPERTY'],
  [
    'timestamps that do not exist',
    users('{ timestamps: { updated: ◆updatedAt } }'),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  ['a secret that does not exist', users('{ writeOnly: [◆pasword] }'), 'MOCKGEN_UNKNOWN_PROPERTY'],
  ['a secret by which records are found', users('{ writeOnly: [email, ◆id] }'), 'MOCKGEN_PERSISTENCE'],
  ['a version that is no number', users('{ version: ◆email }'), 'MOCKGEN_PERSISTENCE'],
  ['a ttl of -1', users('{ ttl: ◆-1 }'), 'MOCKGEN_VALUE'],
  ['a lifetime that is extended but has no end', users('{ ttlRefresh: ◆access }'), 'MOCKGEN_PERSISTENCE'],
  ['an unknown keyword', users('{ constraints: { email: { minLenght: ◆1 } } }'), 'MOCKGEN_UNKNOWN_KEY'],
  ['an unknown format', users('{ constraints: { email: { format: ◆mail } } }'), 'MOCKGEN_UNKNOWN_FORMAT'],
  [
    'a keyword with a wrong value',
    users('{ constraints: { email: { maxLength: ◆long } } }'),
    'MOCKGEN_VALUE',
  ],
  [
    'constraints of what does not exist',
    users('{ constraints: { ◆mail: { minLength: 1 } } }'),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  ['a cache without a time', users('{ ◆cache: { keyPrefix: u } }'), 'MOCKGEN_PERSISTENCE'],
  ['a parent that does not exist', users('{ parent: ◆orgs }'), 'MOCKGEN_UNKNOWN_ENTITY'],
  ['a seed that holds no records', users('{ seed: [◆1] }'), 'MOCKGEN_SEED'],
]

const relationships: readonly WrongEntity[] = [
  ['to an unknown entity', related('teamId: { entity: ◆team }'), 'MOCKGEN_UNKNOWN_ENTITY'],
  ['of an unknown property', related('◆teamID: { entity: teams }'), 'MOCKGEN_UNKNOWN_PROPERTY'],
  ['that names none', related('◆teamId: { required: true }'), 'MOCKGEN_PERSISTENCE'],
  [
    'to a property that does not exist',
    related('teamId: { entity: teams, field: ◆uid }'),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'to a property that is not unique',
    related('teamId: { entity: teams, field: ◆name }'),
    'MOCKGEN_PERSISTENCE',
  ],
  ['with an unknown effect', related('teamId: { entity: teams, onDelete: ◆delete }'), 'MOCKGEN_VALUE'],
  [
    'that cannot be empty',
    related('teamId: { entity: teams, required: true, onDelete: ◆nullify }'),
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'that need each other',
    {
      root:
        '{ entities: { users: { relationships: { teamId: { entity: teams, required: true } } }, ' +
        'teams: { relationships: { ◆ownerId: { entity: users, required: true } } } } }',
    },
    'MOCKGEN_RELATION_CYCLE',
  ],
  ['that need themselves', related('◆teamId: { entity: users, required: true }'), 'MOCKGEN_RELATION_CYCLE'],
]

const lifecycles: readonly WrongEntity[] = [
  [
    'without a field',
    users('{ ◆lifecycle: { initial: new, transitions: [{ from: new, to: gone }] } }'),
    'MOCKGEN_LIFECYCLE',
  ],
  ['without transitions', users('{ ◆lifecycle: { field: status, initial: new } }'), 'MOCKGEN_LIFECYCLE'],
  [
    'of an unknown property',
    lifecycle('field: ◆state, initial: new, transitions: [{ from: new, to: gone }]'),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'in a number',
    lifecycle('field: ◆revision, initial: new, transitions: [{ from: new, to: gone }]'),
    'MOCKGEN_LIFECYCLE',
  ],
  [
    'that begins nowhere',
    lifecycle('field: status, initial: ◆nwe, transitions: [{ from: new, to: gone }]'),
    'MOCKGEN_LIFECYCLE',
  ],
  [
    'with a state that cannot be reached',
    lifecycle(
      'field: status, initial: new, transitions: [{ from: new, to: gone }, ◆{ from: active, to: gone }]',
    ),
    'MOCKGEN_LIFECYCLE',
  ],
  [
    'with a state that the schema forbids',
    lifecycle('field: status, initial: new, transitions: [{ from: new, to: ◆old }]'),
    'MOCKGEN_LIFECYCLE',
  ],
  [
    'with a time that is none',
    lifecycle('field: status, initial: new, transitions: [{ from: new, to: gone, after: ◆soon }]'),
    'MOCKGEN_VALUE',
  ],
  [
    'that sets what does not exist',
    lifecycle('field: status, initial: new, transitions: [{ from: new, to: gone, set: { why: ◆x } }]'),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'with no time at all',
    lifecycle('field: status, initial: new, transitions: [{ from: new, to: gone, after: ◆0 }]'),
    'MOCKGEN_VALUE',
  ],
  ...['id', 'status', 'revision', 'createdAt'].map(
    (name): WrongEntity => [
      `that sets ${name}, which something else keeps`,
      users(
        '{ version: revision, timestamps: { created: createdAt }, lifecycle: { field: status, initial: new, ' +
          `transitions: [{ from: new, to: gone, set: { ${name}: ◆'{{ null }}' } }] } }`,
      ),
      'MOCKGEN_LIFECYCLE',
    ],
  ),
  [
    'that sets whose record it is',
    {
      ...lifecycle(
        'field: status, initial: new, transitions: [{ from: new, to: gone, set: { teamId: ◆x } }]',
      ),
      ...scoped("['{{ request.headers.teamId }}']"),
    },
    'MOCKGEN_LIFECYCLE',
  ],
  [
    'with a condition that is none',
    lifecycle("field: status, initial: new, transitions: [{ from: new, to: gone, when: ◆'entity.' }]"),
    'MOCKGEN_EXPRESSION',
  ],
]

const data: readonly WrongEntity[] = [
  ['of an unknown kind', made('email: ◆internet.mail'), 'MOCKGEN_UNKNOWN_FORMAT'],
  ['of a property that does not exist', made('mail: ◆internet.email'), 'MOCKGEN_UNKNOWN_PROPERTY'],
  ['with too few weights', made('status: { oneOf: [new, gone], ◆weights: [1] }'), 'MOCKGEN_VALUE'],
  ['that is made in no way', made('◆status: {}'), 'MOCKGEN_VALUE'],
  ['that is made in two ways', made('status: { oneOf: [new], faker: ◆lorem.word }'), 'MOCKGEN_VALUE'],
  ['between nothing', made('revision: { min: ◆9, max: 1 }'), 'MOCKGEN_VALUE'],
]

const schemas: readonly WrongEntity[] = [
  ['without a name', { user: '{ key: id }' }, 'MOCKGEN_PERSISTENCE'],
  [
    'with a schema of its own',
    { user: "{ entity: users, schema: ◆'#/components/schemas/User' }" },
    'MOCKGEN_UNKNOWN_KEY',
  ],
  [
    'and again on the root',
    { root: '{ entities: { users: {} } }', user: '{ entity: users }' },
    'MOCKGEN_PERSISTENCE',
  ],
]

const schemes: readonly WrongEntity[] = [
  ['of an unknown entity', { key: '{ entity: ◆session, key: id }' }, 'MOCKGEN_UNKNOWN_ENTITY'],
  ['by an unknown property', { key: '{ entity: users, key: ◆token }' }, 'MOCKGEN_UNKNOWN_PROPERTY'],
  [
    'with a password that no header has',
    { key: '{ entity: users, key: id, password: ◆email }' },
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'with a password that does not exist',
    { basic: '{ entity: users, key: id, password: ◆secret }' },
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  ['with an unknown key', { basic: '{ entity: users, key: id, user: ◆email }' }, 'MOCKGEN_UNKNOWN_KEY'],
]

const spellings: readonly WrongEntity[] = [
  ['a key', users('{ key: id, key_field: ◆id }'), 'MOCKGEN_TWO_SPELLINGS'],
  [
    'what deleting does',
    related('teamId: { entity: teams, on_delete: cascade, onDelete: ◆cascade }'),
    'MOCKGEN_TWO_SPELLINGS',
  ],
  [
    'unique properties',
    users('{ unique: [email], validation: { ◆unique_fields: [email] } }'),
    'MOCKGEN_TWO_SPELLINGS',
  ],
  [
    'limits of pages',
    { root: '{ pagination: { default_limit: 5, defaultLimit: ◆5 } }' },
    'MOCKGEN_TWO_SPELLINGS',
  ],
  [
    'seeds',
    { root: '{ seed: { users: [] }, ◆data_seeding: { entities: { users: [] } } }' },
    'MOCKGEN_TWO_SPELLINGS',
  ],
  [
    'a keyword',
    users('{ constraints: { email: { minLength: 1, min_length: ◆1 } } }'),
    'MOCKGEN_TWO_SPELLINGS',
  ],
  [
    'what an operation does',
    { create: '{ entity_name: users, entity: ◆users, action: create }' },
    'MOCKGEN_TWO_SPELLINGS',
  ],
]

const old: readonly WrongEntity[] = [
  ['a unique field', users('{ validation: { unique_fields: [◆emial] } }'), 'MOCKGEN_UNKNOWN_PROPERTY'],
  [
    'a format',
    users('{ validation: { field_constraints: { email: { format: ◆mail } } } }'),
    'MOCKGEN_UNKNOWN_FORMAT',
  ],
  [
    'a length',
    users('{ validation: { field_constraints: { email: { min_length: ◆-1 } } } }'),
    'MOCKGEN_VALUE',
  ],
  ['what an entity needs', users('{ validation: { ◆required_fields: [email] } }'), 'MOCKGEN_UNKNOWN_KEY'],
  [
    'an index pattern without a property',
    users("{ index_patterns: { by_mail: ◆'api:users' } }"),
    'MOCKGEN_VALUE',
  ],
  [
    'an index pattern of an unknown property',
    users("{ index_patterns: { by_mail: ◆'api:{mail}' } }"),
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'a key pattern that contradicts the key',
    users("{ key_field: id, key_pattern: ◆'api:{email}' }"),
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'an answer to what is not found',
    { root: '{ error_handling: { on_data_not_found: ◆return_nothing } }' },
    'MOCKGEN_VALUE',
  ],
  ['a resource', users('{ references: { teamId: { resource: ◆team } } }'), 'MOCKGEN_UNKNOWN_ENTITY'],
  [
    'an index that an operation names',
    { create: "{ entity_name: users, action: create, index_patterns: { by: ◆'{mail}' } }" },
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
]

const scopes: readonly WrongEntity[] = [
  [
    'an operation that does not say whose record it is',
    { ...scoped("'{{ request.headers.tenant }}'"), create: '{ entity: users, action: create }' },
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'an operation that says it twice',
    {
      ...scoped("'{{ request.headers.tenant }}'"),
      read: "{ entity: users, action: read, ◆scope: ['{{ request.headers.a }}', '{{ request.headers.b }}'] }",
    },
    'MOCKGEN_PERSISTENCE',
  ],
]

/** All of them, by what they are about. */
export const wrongEntities: Readonly<Record<string, readonly WrongEntity[]>> = {
  'the root': root,
  'an entity': entities,
  relationships,
  'a lifecycle': lifecycles,
  'made-up data': data,
  'an entity on its schema': schemas,
  'a security scheme': schemes,
  'two spellings of': spellings,
  'the old spelling of': old,
  'among scoped records,': scopes,
}
