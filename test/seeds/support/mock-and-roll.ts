// The API of users that Mock-and-Roll's document is about.
import type { Json, JsonObject } from '@mockgen/runtime'
import { boolean, contract, inPath, integer, list, object, operation, ref, text, time } from './contracts.js'

type UserOperation = 'createUser' | 'readUser' | 'replaceUser' | 'deleteUser' | 'listUsers'

/** What an API of users has besides. */
export interface UsersApiParts {
  /** `x-persistence` of the entity. */
  readonly entity?: JsonObject
  /** `x-persistence` of the root. */
  readonly root?: JsonObject
  readonly paths?: JsonObject
  readonly schemas?: JsonObject
  /** Properties of a user besides id, name, email and nickname. */
  readonly properties?: JsonObject
  /** The schema of what replacing a user answers. Default: a user. */
  readonly replaced?: JsonObject
  /** The schema of what replacing a user takes. Default: what creating one takes. */
  readonly replacement?: JsonObject
}

/** The headers of a client that may create users. */
export const apiKey = { 'x-api-key': 'demo-key-123' }

/** An API of users, with these declarations by operationId. An operation without one is understood as in any document. */
export function usersApi(
  declarations: Readonly<Partial<Record<UserOperation, Json>>>,
  parts: UsersApiParts = {},
): JsonObject {
  const { createUser, readUser, replaceUser, deleteUser, listUsers } = declarations
  const {
    entity = timestamps,
    root = {},
    paths = {},
    schemas = {},
    properties = {},
    replaced = ref('User'),
  } = parts
  const said = (persistence: Json | undefined) => (persistence === undefined ? {} : { persistence })
  return contract({
    title: 'Users',
    persistence: { ...root, entities: { users: entity, ...Object(root.entities) } },
    paths: {
      '/users': {
        post: operation('createUser', {
          ...said(createUser),
          security: [{ api_key: [] }],
          body: ref('NewUser'),
          answers: { 201: ref('User') },
        }),
        get: operation('listUsers', {
          ...said(listUsers),
          query: { limit: { ...integer, default: 10 }, offset: { ...integer, default: 0 } },
          answers: {
            200: object({
              'users!': list(ref('User')),
              'total!': integer,
              pagination: object({ limit: integer, offset: integer, has_more: boolean }),
            }),
          },
        }),
      },
      '/users/{user_id}': {
        parameters: inPath('user_id'),
        get: operation('readUser', { ...said(readUser), answers: { 200: ref('User') } }),
        put: operation('replaceUser', {
          ...said(replaceUser),
          body: parts.replacement ?? ref('NewUser'),
          answers: { 200: replaced },
        }),
        delete: operation('deleteUser', { ...said(deleteUser), answers: { 204: null } }),
      },
      ...paths,
    },
    schemas: {
      User: object({
        'id!': text,
        'name!': text,
        'email!': text,
        nickname: text,
        ...properties,
        created_at: time,
        updated_at: time,
      }),
      NewUser: object({ 'name!': text, 'email!': text, nickname: text, ...properties }),
      ...schemas,
    },
    securitySchemes: { api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
  })
}

const timestamps: JsonObject = { timestamps: { created: 'created_at', updated: 'updated_at' } }
