// Random tasks on the entities of the model test, from values so few that they meet again and again.
import fc from 'fast-check'
import type { Json, JsonObject } from '../../runtime/json.js'
import type { Attempt, Query, Step, Task } from './tasks.js'

const pick = <T>(...items: readonly T[]) => fc.constantFrom(...items)
const key = fc.integer({ min: 1, max: 4 })
const reference = fc.oneof({ weight: 5, arbitrary: key }, { weight: 1, arbitrary: pick(null) })
// An astral character comes before U+E000 in UTF-16 units and after it in UTF-8.
const name = pick('Ada', 'ada', 'B', '', '\u{1F600}', '\uE000', 'A'.repeat(40))
const price = pick(-1.5, 0, 2, 10, 1e21, null)
const code = pick('__proto__', 'a/b', '', '%', '\u0000', 'constructor', '\u{1F600}')

type Properties = Readonly<Record<string, fc.Arbitrary<Json>>>

/** The properties of each entity that a client sets; any of them may be absent. */
const properties: Readonly<Record<string, Properties>> = {
  authors: {
    name,
    email: pick('a@x', 'b@x', 'c@x', 'd@x', null),
    country: pick('DE', 'FR'),
    handle: pick('one', 'two'),
    mentorId: reference,
  },
  books: {
    isbn: pick('1', '2', '3', '4'),
    authorId: reference,
    editorId: reference,
    genre: pick('crime', 'fiction', ''),
    price,
    tags: fc.subarray(['x', 'y', 7, true, 'x']),
    status: pick('draft', 'out', null),
  },
  orders: { bookId: reference, quantity: fc.integer({ min: 1, max: 3 }) },
  invoices: { orderId: reference, bookId: reference },
  comments: { replyTo: reference },
  notes: { slug: pick('s', 't', 'u'), mood: pick('good', 'bad', null) },
  coupons: { percent: pick(5, 10, 50) },
  sessions: { token: pick('t', 'u', 'v', 'w') },
  visits: { sessionId: reference },
  carts: { sessionId: reference },
}

const entity = fc.oneof(
  { weight: 3, arbitrary: pick('authors', 'books') },
  { weight: 2, arbitrary: pick('orders', 'invoices', 'comments', 'notes', 'coupons') },
  { weight: 2, arbitrary: pick('sessions', 'visits', 'carts') },
)

/**
 * A call on some entity, a transaction of several, or time that passes. Beside others (`alone: false`) the clock stands,
 * and there is nothing for which one moment is not promised: a list or a caught refusal inside a transaction is not asked
 * again at its commit.
 */
export function randomTask({ alone = true } = {}): fc.Arbitrary<Task> {
  const step = randomStep({ lists: alone })
  const attempt: fc.Arbitrary<Attempt> = fc.record({
    do: fc.constant('attempt' as const),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  })
  const catching = fc.oneof({ weight: 6, arbitrary: step }, { weight: alone ? 1 : 0, arbitrary: attempt })
  return fc.oneof(
    { weight: 6, arbitrary: randomStep({ lists: true }) },
    { weight: 2, arbitrary: transaction(fc.array(catching, { minLength: 1, maxLength: 4 }), true) },
    // Without confirmation a refusal comes with the commit, so nothing inside can catch it.
    { weight: 1, arbitrary: transaction(fc.array(step, { minLength: 1, maxLength: 4 }), false) },
    { weight: alone ? 1 : 0, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(5_000) }) },
  )
}

function randomStep(has: { readonly lists: boolean }): fc.Arbitrary<Step> {
  return entity.chain((of) => {
    const at = fc.tuple(key).map((scope) => (of === 'notes' ? { entity: of, scope } : { entity: of }))
    const one = fc.tuple(at, of === 'coupons' ? code : key).map(([where, id]) => ({ ...where, key: id }))
    const change = fc.record({ value: contentOf(of), merge: pick('merge' as const, 'replace' as const) })
    const step = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary })
    return fc.oneof(
      step(
        5,
        fc.tuple(at, newValue(of)).map(([where, value]) => ({ do: 'create', ...where, value })),
      ),
      step(
        1,
        one.map((where) => ({ do: 'read', ...where })),
      ),
      step(
        3,
        fc.tuple(one, change).map(([where, how]) => ({ do: 'update', ...where, ...how })),
      ),
      step(
        2,
        one.map((where) => ({ do: 'delete', ...where })),
      ),
      ...(has.lists ? [step(3, list(of))] : []),
    )
  })
}

function transaction(steps: fc.Arbitrary<readonly (Step | Attempt)[]>, confirm: boolean): fc.Arbitrary<Task> {
  return fc.record({ do: fc.constant('transaction' as const), confirm: fc.constant(confirm), steps })
}

function contentOf(of: string, requiredKeys: string[] = []): fc.Arbitrary<JsonObject> {
  return fc.record<JsonObject>(propertiesOf(of), { requiredKeys })
}

// Most books name an author, or hardly any would come to be; some records bring their key.
function newValue(of: string): fc.Arbitrary<JsonObject> {
  const required = of === 'books' ? ['authorId'] : []
  const content = contentOf(of, required)
  if (of === 'coupons') return fc.tuple(content, code).map(([value, given]) => ({ ...value, code: given }))
  const given = fc.option(key, { nil: undefined, freq: 5 })
  return fc.tuple(content, given).map(([value, id]) => (id === undefined ? value : { ...value, id }))
}

function list(of: string): fc.Arbitrary<Step> {
  const sorted = Object.keys(propertiesOf(of)).filter((property) => property !== 'tags')
  const order = fc.record({ property: pick(...sorted), descending: fc.boolean() })
  const query: fc.Arbitrary<Query> = fc.record(
    {
      where: conditions(of),
      sort: fc.array(order, { minLength: 1, maxLength: 2 }),
      offset: fc.nat(3),
      limit: fc.nat(4),
    },
    { requiredKeys: [] },
  )
  const everywhere = query.map((wanted): Step => ({ do: 'list', entity: of, query: wanted }))
  if (of !== 'notes') return everywhere
  return fc.oneof(
    everywhere,
    fc.tuple(everywhere, fc.tuple(key)).map(([step, scope]) => ({ ...step, scope })),
  )
}

// Up to two conditions: a value, or one of two; of arrays a member.
function conditions(of: string): fc.Arbitrary<NonNullable<Query['where']>> {
  const all = Object.entries(propertiesOf(of)).map(([property, values]) => {
    const value: fc.Arbitrary<Json> = property === 'tags' ? pick<Json>('x', 7, true) : values
    const several = fc.array(value, { minLength: 2, maxLength: 2 }).map((members) => ({ in: members }))
    const wanted = fc.oneof<fc.MaybeWeightedArbitrary<Json | { readonly in: readonly Json[] }>[]>(
      { weight: 2, arbitrary: value },
      { weight: 1, arbitrary: several },
    )
    return wanted.map((condition) => [property, condition] as const)
  })
  return fc.array(fc.oneof(...all), { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs))
}

function propertiesOf(of: string): Properties {
  const found = properties[of]
  if (found === undefined) throw new Error(`There are no values for "${of}"`)
  return found
}
