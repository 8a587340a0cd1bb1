// The entities of the model test: every kind of key, constraint, reference and index, in as few entities as show them all.
import type { JsonObject } from '../../runtime/json.js'
import type { ModelEntity, Task } from './tasks.js'

const integer = { type: 'integer' }
const text = { type: 'string' }

const numbered = { schemas: [], key: 'id', generateKey: 'increment' } as const

/** Definitions for `openTestEntities` and for the plain model. */
export const world = {
  /** Unique alone and together, a reference to itself that is removed, time and version. */
  authors: {
    ...numbered,
    unique: ['email', ['country', 'handle']],
    indexes: ['name', 'country'],
    version: 'revision',
    timestamps: { created: 'createdAt', updated: 'updatedAt' },
    relationships: { mentorId: { entity: 'authors', onDelete: 'nullify' } },
    schema: {
      properties: { id: integer, name: text, email: text, country: text, handle: text, mentorId: integer },
    },
  },
  /** A required reference that restricts, one that becomes null; indexes on numbers and on members of arrays. */
  books: {
    ...numbered,
    unique: ['isbn'],
    indexes: ['authorId', 'genre', 'price', 'tags'],
    version: 'revision',
    relationships: {
      authorId: { entity: 'authors', required: true, onDelete: 'restrict' },
      editorId: { entity: 'authors', onDelete: 'nullify' },
    },
    schema: {
      properties: {
        ...{ id: integer, isbn: text, authorId: integer, editorId: { ...integer, nullable: true } },
        ...{ genre: text, price: { type: 'number' }, tags: { type: 'array' } },
        status: { type: 'string', default: 'draft' },
      },
    },
  },
  /** A cascade to the end of a chain. */
  orders: {
    ...numbered,
    indexes: ['bookId'],
    relationships: { bookId: { entity: 'books', onDelete: 'cascade' } },
    schema: { properties: { id: integer, bookId: integer, quantity: integer } },
  },
  /** Restricts what a cascade reaches, unless it is reached by a cascade itself. */
  invoices: {
    ...numbered,
    relationships: {
      orderId: { entity: 'orders', onDelete: 'restrict' },
      bookId: { entity: 'books', onDelete: 'cascade' },
    },
    schema: { properties: { id: integer, orderId: integer, bookId: integer } },
  },
  /** Chains and circles of cascades. */
  comments: {
    ...numbered,
    relationships: { replyTo: { entity: 'comments', onDelete: 'cascade' } },
    schema: { properties: { id: integer, replyTo: integer } },
  },
  /** Nested records: keys that count for each parent, an index inside the scope, uniqueness across all. */
  notes: {
    ...numbered,
    scope: ['authorId'],
    scopeProperties: { authorId: 'authorId' },
    parent: 'authors',
    unique: ['slug'],
    indexes: ['mood'],
    schema: { properties: { id: integer, authorId: integer, slug: text, mood: text } },
  },
  /** Keys that the client brings, whatever is in them. */
  coupons: {
    schemas: [],
    key: 'code',
    generateKey: 'none',
    indexes: ['percent'],
    schema: { properties: { code: text, percent: integer } },
  },
  /** Records that end, later with each change of them, and what goes with them or loses them. */
  sessions: {
    ...numbered,
    ttl: 8,
    unique: ['token'],
    schema: { properties: { id: integer, token: text } },
  },
  visits: {
    ...numbered,
    ttl: 12,
    ttlRefresh: 'never',
    relationships: { sessionId: { entity: 'sessions', onDelete: 'cascade' } },
    indexes: ['sessionId'],
    schema: { properties: { id: integer, sessionId: integer } },
  },
  carts: {
    ...numbered,
    relationships: { sessionId: { entity: 'sessions', onDelete: 'nullify' } },
    indexes: ['sessionId'],
    schema: { properties: { id: integer, sessionId: { ...integer, nullable: true } } },
  },
} as const satisfies Readonly<Record<string, ModelEntity>>

/** What a run begins with, so that references find something and values meet. */
export const furnishing: readonly Task[] = [
  ...['Ada', 'B', 'ada'].map(
    (name, i): Task => create('authors', { name, email: `${'abc'[i]}@x`, country: 'DE' }),
  ),
  ...[1, 1, 2].map(
    (authorId, i): Task => create('books', { isbn: String(i + 1), authorId, price: i, tags: ['x'] }),
  ),
  ...[1, 2, 2].map((bookId): Task => create('orders', { bookId, quantity: 1 })),
  create('invoices', { orderId: 3, bookId: 2 }),
  ...[null, 1, 2].map((replyTo): Task => create('comments', { replyTo })),
  { do: 'create', entity: 'notes', scope: [3], value: { slug: 's', mood: 'good' } },
  { do: 'create', entity: 'notes', scope: [3], value: { slug: 't' } },
  ...['t', 'u', 'v'].map((token): Task => create('sessions', { token })),
  ...[1, 2].flatMap((sessionId): Task[] => [create('visits', { sessionId }), create('carts', { sessionId })]),
  create('coupons', { code: '__proto__', percent: 5 }),
]

function create(entity: string, value: JsonObject): Task {
  return { do: 'create', entity, value }
}
