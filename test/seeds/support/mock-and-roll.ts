// The API of users that Mock-and-Roll's document is about.
import type { Json, JsonObject } from '@mockgen/runtime'
import { boolean, contract, inPath, integer, list, object, operation, ref, text, time } from './contracts.js'

/** An API of users, with these declarations by operationId and on the root. Without one, an operation is understood as usual. */
export function usersApi(
  declarations: Readonly<
    Partial<Record<'createUser' | 'readUser' | 'replaceUser' | 'deleteUser' | 'listUsers', Json>>
  >,
  root: JsonObject = {},
): JsonObject {
  const { createUser, readUser, replaceUser, deleteUser, listUsers } = declarations
  const said = (persistence: Json | undefined) => (persistence === undefined ? {} : { persistence })
  return contract({
    title: 'Users',
    persistence: {
      entities: { users: { timestamps: { created: 'created_at', updated: 'updated_at' } } },
      ...root,
    },
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
          query: { limit: integer, offset: integer },
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
          body: ref('NewUser'),
          answers: { 200: ref('User') },
        }),
        delete: operation('deleteUser', { ...said(deleteUser), answers: { 204: null } }),
      },
    },
    schemas: {
      User: object({
        'id!': text,
        'name!': text,
        'email!': text,
        nickname: text,
        created_at: time,
        updated_at: time,
      }),
      NewUser: object({ 'name!': text, 'email!': text, nickname: text }),
    },
    securitySchemes: { api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
  })
}
