// Wrong declarations of operations, each with its code and the place that it is reported at.
import type { DiagnosticCode } from '../../generator/diagnostics.js'

/** A declaration on an operation, its code, and where it matters what is advised. `»` stands before what it points to. */
export type WrongOperation = readonly [
  title: string,
  given: readonly [operation: string, declaration: string],
  want: DiagnosticCode | readonly [DiagnosticCode, remedy: string],
]

const inSteps = (step: string, rest = '') =>
  [
    'post /checkout',
    `{ operations: [ { as: order, entity: orders, action: create }, ${step} ]${rest} }`,
  ] as const

const vocabulary: readonly WrongOperation[] = [
  ['something else than false or an object', ['post /orders', '»true'], 'MOCKGEN_VALUE'],
  [
    'an unknown key',
    ['post /orders', '{ entity: orders, action: create, idempotencyy: »true }'],
    ['MOCKGEN_UNKNOWN_KEY', 'did you mean idempotency?'],
  ],
  [
    'an unknown action',
    ['post /orders', '{ entity: orders, action: »creat }'],
    ['MOCKGEN_UNKNOWN_ACTION', 'did you mean create?'],
  ],
  ['no action', ['post /orders', '»{ entity: orders }'], ['MOCKGEN_PERSISTENCE', 'write action:']],
  ['an unknown entity', ['post /orders', '{ entity: »item, action: create }'], 'MOCKGEN_UNKNOWN_ENTITY'],
  [
    'a key of another type',
    ['get /orders/{orderId}', '{ entity: orders, action: read, key: »7 }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a key that nothing has',
    ['get /orders/{orderId}', '{ entity: orders, action: read, key: »orderID2 }'],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean orderId?'],
  ],
  [
    'merge on create',
    ['post /orders', '{ entity: orders, action: create, merge: »deep }'],
    ['MOCKGEN_PERSISTENCE', 'leave merge out'],
  ],
  [
    'an unknown kind of merge',
    ['put /orders/{orderId}', '{ entity: orders, action: update, merge: »depp }'],
    ['MOCKGEN_VALUE', 'did you mean deep?'],
  ],
  [
    'data of a read',
    ['get /orders/{orderId}', '{ entity: orders, action: read, »data: { total: 1 } }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'data that is no object',
    ['post /orders', '{ entity: orders, action: create, »data: [1] }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a life of less than nothing',
    ['post /orders', '{ entity: orders, action: create, ttl: »-1 }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a scope that is no path parameter',
    ['get /orders', '{ entity: orders, action: list, scope: »tenant }'],
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
]

const checks: readonly WrongOperation[] = [
  [
    'a required property that does not exist',
    ['post /orders', '{ entity: orders, action: create, validate: { required: [total, »totl] } }'],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean total?'],
  ],
  [
    'constraints of an unknown property',
    [
      'post /orders',
      '{ entity: orders, action: create, validate: { constraints: { »mail: { format: email } } } }',
    ],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean email?'],
  ],
  [
    'an unknown keyword',
    [
      'post /orders',
      '{ entity: orders, action: create, validate: { constraints: { email: { minLenght: »1 } } } }',
    ],
    'MOCKGEN_UNKNOWN_KEY',
  ],
  [
    'an unknown format',
    [
      'post /orders',
      '{ entity: orders, action: create, validate: { constraints: { email: { format: »emial } } } }',
    ],
    'MOCKGEN_UNKNOWN_FORMAT',
  ],
  [
    'a unique property that does not exist',
    ['post /orders', '{ entity: orders, action: create, validate: { unique: [»mail] } }'],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean email?'],
  ],
  [
    'a status that is no refusal',
    ['post /orders', "{ entity: orders, action: create, validate: { when: 'true', status: »200 } }"],
    'MOCKGEN_VALUE',
  ],
  [
    'a condition that is no expression',
    ['post /orders', "{ entity: orders, action: create, validate: { when: »'request.body.total >' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a condition that is a number',
    ['post /orders', "{ entity: orders, action: create, validate: { when: »'request.body.total' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'the stored record of a create',
    ['post /orders', "{ entity: orders, action: create, validate: { when: »'current.total > 1' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'an unknown key of a check',
    ['post /orders', '{ entity: orders, action: create, validate: [ { »requird: [total] } ] }'],
    ['MOCKGEN_UNKNOWN_KEY', 'did you mean required?'],
  ],
  [
    'what is required of a read',
    ['get /orders/{orderId}', '{ entity: orders, action: read, validate: { »required: [total] } }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a lock by an unknown field',
    [
      'put /orders/{orderId}',
      "{ entity: orders, action: update, lock: { field: »versoin, expected: '{{ request.body.version }}' } }",
    ],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean version?'],
  ],
  [
    'a lock without a version',
    [
      'put /orders/{orderId}',
      "{ entity: orders, action: update, »lock: { expected: '{{ request.body.version }}' } }",
    ],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a lock that expects nothing',
    ['put /orders/{orderId}', '{ entity: orders, action: update, »lock: { field: version } }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a lock of an unknown kind',
    ['put /orders/{orderId}', '{ entity: orders, action: update, lock: »etags }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a lock that expects a text',
    [
      'put /orders/{orderId}',
      "{ entity: orders, action: update, lock: { field: version, expected: »'{{ request.body.email }}' } }",
    ],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a condition on an unknown property',
    ['get /orders', '{ entity: orders, action: list, where: { stats: »open } }'],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean status?'],
  ],
  [
    'a condition on a list',
    ['get /orders', '{ entity: orders, action: list, where: { lines: »open } }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'an unknown comparison',
    ['get /orders', '{ entity: orders, action: list, where: { total: { gtee: »1 } } }'],
    ['MOCKGEN_UNKNOWN_KEY', 'did you mean gte?'],
  ],
  [
    'a comparison with a text',
    ['get /orders', '{ entity: orders, action: list, where: { total: { gte: »many } } }'],
    'MOCKGEN_EXPRESSION',
  ],
]

const lists: readonly WrongOperation[] = [
  [
    'an order by an unknown property',
    ['get /orders', "{ entity: orders, action: list, sort: [»'-created'] }"],
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'an order by a list',
    ['get /orders', '{ entity: orders, action: list, sort: [»lines] }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a search in an unknown property',
    ['get /orders', '{ entity: orders, action: list, search: [email, »nme] }'],
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'a search by an unknown parameter',
    ['get /orders', '{ entity: orders, action: list, search: { parameter: »qq, properties: [email] } }'],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean q?'],
  ],
  [
    'a page that is larger than the largest',
    ['get /orders', '{ entity: orders, action: list, pagination: { defaultLimit: »50, maxLimit: 20 } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a page of more than 1,000',
    ['get /orders', '{ entity: orders, action: list, pagination: { maxLimit: »2000 } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'an unknown style of paging',
    ['get /orders', '{ entity: orders, action: list, pagination: { style: »pages } }'],
    ['MOCKGEN_VALUE', 'did you mean page?'],
  ],
  [
    'an unknown relation',
    ['get /orders', '{ entity: orders, action: list, expand: [»invoices] }'],
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'an unknown property to count by',
    ['get /statistics', '{ entity: orders, action: count, by: »state }'],
    'MOCKGEN_UNKNOWN_PROPERTY',
  ],
  [
    'paging of a create',
    ['post /orders', '{ entity: orders, action: create, »pagination: { maxLimit: 5 } }'],
    'MOCKGEN_PERSISTENCE',
  ],
]

const answers: readonly WrongOperation[] = [
  [
    'a status that does not exist',
    ['post /orders', '{ entity: orders, action: create, response: { status: »700 } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a header whose name is no token',
    ['post /orders', '{ entity: orders, action: create, response: { headers: { "x y": »1 } } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a body where there is none',
    ['post /orders', '{ entity: orders, action: create, response: { status: 204, »body: {} } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a property of the result that does not exist',
    ['post /orders', "{ entity: orders, action: create, response: { body: { sum: »'{{ entity.totl }}' } } }"],
    ['MOCKGEN_EXPRESSION', 'did you mean total?'],
  ],
  [
    'entities of a create',
    ['post /orders', "{ entity: orders, action: create, response: { body: »'{{ entities }}' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a session where nothing looks one up',
    [
      'post /orders',
      "{ entity: orders, action: create, data: { customerId: »'{{ session.userId }}', total: 1 } }",
    ],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'an environment variable that is not listed',
    ['post /orders', "{ entity: orders, action: create, data: { email: »'{{ env.MAIL }}' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'an unknown property of the body',
    ['post /orders', "{ entity: orders, action: create, data: { total: »'{{ request.body.sum }}' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a path parameter that does not exist',
    [
      'put /orders/{orderId}',
      "{ entity: orders, action: update, data: { email: »'{{ request.path.id }}' } }",
    ],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'braces that never close',
    ['post /orders', "{ entity: orders, action: create, data: { email: »'{{ request.body.email' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'data of an unknown property',
    ['post /orders', '{ entity: orders, action: create, data: { totl: »1 } }'],
    ['MOCKGEN_UNKNOWN_PROPERTY', 'did you mean total?'],
  ],
  [
    'a text where a number is stored',
    ['post /orders', "{ entity: orders, action: create, data: { total: »'{{ request.body.email }}' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a state that does not exist',
    [
      'put /orders/{orderId}',
      `{ entity: orders, action: update, validate: { when: »'current.status == "opened"' } }`,
    ],
    ['MOCKGEN_EXPRESSION', 'did you mean "open"?'],
  ],
]

const extras: readonly WrongOperation[] = [
  [
    'a cache of what writes',
    ['post /orders', '{ entity: orders, action: create, »cache: { ttl: 60 } }'],
    'MOCKGEN_PERSISTENCE',
  ],
  ['a cache without a time', ['get /orders', '{ »cache: { keyPrefix: orders } }'], 'MOCKGEN_PERSISTENCE'],
  ['a cache for less than a second', ['get /orders', '{ cache: { ttl: »0 } }'], 'MOCKGEN_VALUE'],
  ['idempotency of a GET', ['get /orders', '{ idempotency: »true }'], 'MOCKGEN_PERSISTENCE'],
  [
    'a header for keys that is none',
    ['post /orders', '{ idempotency: { header: »"no header" } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'a status for what is not found that is no refusal',
    ['get /orders', '{ errors: { onNotFound: »204 } }'],
    'MOCKGEN_VALUE',
  ],
  [
    'details of an operation that keeps nothing',
    ['post /import', '{ ttl: »60 }'],
    ['MOCKGEN_PERSISTENCE', 'write entity: and action:'],
  ],
]

const programs: readonly WrongOperation[] = [
  [
    'operations and rules',
    [
      'post /checkout',
      '{ »operations: [ { entity: orders, action: create } ], rules: [ { response: { status: 200 } } ] }',
    ],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'an entity beside operations',
    ['post /checkout', '{ entity: »orders, operations: [ { entity: orders, action: create } ] }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'onError of one action',
    ['post /orders', '{ entity: orders, action: create, onError: »rollback }'],
    'MOCKGEN_PERSISTENCE',
  ],
  ['no steps', ['post /checkout', '{ »operations: [] }'], 'MOCKGEN_VALUE'],
  [
    'more than 100 steps',
    [
      'post /checkout',
      `{ »operations: [ ${Array.from({ length: 101 }, () => '{ entity: orders, action: create }').join(', ')} ] }`,
    ],
    'MOCKGEN_VALUE',
  ],
  ['an unknown entity in a step', inSteps('{ entity: »itms, action: create }'), 'MOCKGEN_UNKNOWN_ENTITY'],
  ['an unknown key of a step', inSteps('{ entity: items, action: create, for: »1 }'), 'MOCKGEN_UNKNOWN_KEY'],
  ['two steps of one name', inSteps('{ as: »order, entity: items, action: create }'), 'MOCKGEN_PERSISTENCE'],
  [
    'a step that is called like a built-in name',
    inSteps('{ as: »request, entity: items, action: create }'),
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a step whose name is none',
    inSteps('{ as: »"my item", entity: items, action: create }'),
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a change that does not say of what',
    inSteps('{ entity: items, action: »update, data: { stock: 1 } }'),
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a removal that does not say of what',
    inSteps('{ entity: items, action: »delete }'),
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'the result of a step that does not exist',
    inSteps("{ entity: items, action: delete, key: »'{{ ordr.id }}' }"),
    ['MOCKGEN_EXPRESSION', 'did you mean order?'],
  ],
  [
    'the result of a later step',
    [
      'post /checkout',
      "{ operations: [ { entity: orders, action: create, data: { email: »'{{ item1.sku }}' } }, { as: item1, entity: items, action: create } ] }",
    ],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'each of what is no list',
    inSteps("{ entity: items, action: create, forEach: »'{{ order.total }}', data: { stock: 1 } }"),
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a property that the members do not have',
    inSteps(
      "{ entity: items, action: delete, forEach: '{{ request.body.lines }}', key: »'{{ item.skuu }}' }",
    ),
    ['MOCKGEN_EXPRESSION', 'did you mean sku?'],
  ],
  [
    'a member outside of forEach',
    inSteps("{ entity: items, action: delete, key: »'{{ item.sku }}' }"),
    'MOCKGEN_EXPRESSION',
  ],
  [
    'a batch of nothing',
    ['post /import', '{ entity: orders, action: create, »batch: {} }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a batch of what is no list',
    ['post /checkout', "{ entity: orders, action: create, batch: { items: »'{{ request.body }}' } }"],
    'MOCKGEN_EXPRESSION',
  ],
  [
    'an entity beside rules',
    ['post /checkout', '{ entity: »orders, rules: [ { response: { status: 200 } } ] }'],
    'MOCKGEN_PERSISTENCE',
  ],
  [
    'a condition of a rule with a typo',
    ['post /checkout', "{ rules: [ { when: »'request.body.totl > 1', entity: orders, action: create } ] }"],
    ['MOCKGEN_EXPRESSION', 'did you mean total?'],
  ],
  ...['limit', 'offset', 'now', 'timestamp', 'session', 'for', '_order', 'my-order'].map(
    (name): WrongOperation => [
      `a result that is called ${name}`,
      ['post /checkout', `{ operations: [ { as: »${name}, entity: orders, action: create } ] }`],
      'MOCKGEN_PERSISTENCE',
    ],
  ),
  [
    'a key for two properties',
    inSteps("{ entity: items, action: delete, »key: ['{{ order.id }}', '{{ order.email }}'] }"),
    'MOCKGEN_PERSISTENCE',
  ],
]

/** All of them, by what they are about. */
export const wrongOperations: Readonly<Record<string, readonly WrongOperation[]>> = {
  'of the vocabulary': vocabulary,
  'in checks, locks and conditions': checks,
  'in lists': lists,
  'in data and answers': answers,
  'in what any operation may have': extras,
  'in steps and rules': programs,
}
