// Pretendo's world: users, their posts and comments on them, in paths as a contract would have them.
import type { JsonObject } from '@mockgen/runtime'
import type { SeedClient } from './client.js'
import { contract, inPath, integer, list, object, operation, ref, text, time } from './contracts.js'

/** The key of `/system`. */
export const systemKey = 'system-key'
export const system = { 'x-system-key': systemKey }

/** What a section says: at the root, of users, and of posts. */
export interface BlogParts {
  readonly root?: JsonObject
  readonly users?: JsonObject
  readonly posts?: JsonObject
  /** Query parameters of the list of posts. Default: none but the user. */
  readonly query?: Readonly<Record<string, JsonObject>>
}

const user = object({
  'id!': { ...integer, readOnly: true },
  'username!': { ...text, maxLength: 60 },
  email: { ...text, format: 'email' },
  role: { ...text, enum: ['admin', 'editor', 'user'] },
})
const post = object({
  'id!': { ...integer, readOnly: true },
  'title!': { ...text, minLength: 3 },
  content: text,
  category: text,
  userId: { type: ['integer', 'null'] },
  createdAt: time,
})
const page = { offset: integer, limit: integer }

/** The contract of users and posts. */
export function blog({ root = {}, users = {}, posts = {}, query = {} }: BlogParts = {}): JsonObject {
  const collection = (path: string, one: string, schema: string, parameters: BlogParts['query'] = {}) => ({
    [`/${path}`]: {
      get: operation(`list${schema}s`, {
        query: { ...page, ...parameters },
        answers: { 200: object({ 'data!': list(ref(schema)), 'total!': integer }) },
      }),
      post: operation(`create${schema}`, { body: ref(schema), answers: { 201: ref(schema) } }),
    },
    [`/${path}/{${one}Id}`]: {
      parameters: inPath(`${one}Id`).map((parameter) => ({ ...parameter, schema: integer })),
      get: operation(`get${schema}`, { answers: { 200: ref(schema) } }),
      put: operation(`replace${schema}`, { body: ref(schema), answers: { 200: ref(schema) } }),
      patch: operation(`change${schema}`, {
        body: { ...(schema === 'User' ? user : post), required: [] },
        answers: { 200: ref(schema) },
      }),
      delete: operation(`delete${schema}`, { answers: { 204: null } }),
    },
  })
  return contract({
    title: 'Pretendo',
    persistence: {
      ...root,
      entities: {
        users: { schema: '#/components/schemas/User', ...users },
        posts: { schema: '#/components/schemas/Post', ...posts },
      },
    },
    paths: {
      ...collection('users', 'user', 'User'),
      ...collection('posts', 'post', 'Post', { userId: integer, ...query }),
    },
    schemas: { User: user, Post: post },
  })
}

/** The initial data of the document. */
export const initialData = {
  users: [
    { id: 1, username: 'admin', email: 'admin@example.com', role: 'admin' },
    { id: 2, username: 'user1', email: 'user1@example.com', role: 'user' },
  ],
  posts: [
    {
      id: 1,
      title: 'Getting Started',
      content: 'This is my first post!',
      userId: 1,
      createdAt: '2023-04-15T10:30:00Z',
    },
  ],
}

/** A page of users or posts. */
export interface Page {
  readonly data: readonly JsonObject[]
  readonly total: number
}

/** The page that a path answers. */
export async function pageOf(
  api: SeedClient,
  path: string,
  headers?: Readonly<Record<string, string>>,
): Promise<Page> {
  const { body } = await api.get(path, headers)
  if (!isJsonObject(body) || !Array.isArray(body.data) || typeof body.total !== 'number')
    throw new Error(`${path} answers no page: ${JSON.stringify(body)}`)
  return { data: body.data.filter(isJsonObject), total: body.total }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
