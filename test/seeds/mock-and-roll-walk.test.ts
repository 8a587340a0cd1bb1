// Mock-and-Roll: the test that its document writes in Python, request by request, on the endpoints that it describes.
import type { JsonObject } from '@mockgen/runtime'
import { expect, it } from 'vitest'
import { textAt } from './support/client.js'
import { object, text, time } from './support/contracts.js'
import { apiKey as key, usersApi } from './support/mock-and-roll.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('mock-and-roll')

// The document's test changes a user by a name alone.
const replacement = object({ 'name!': text, email: text })
const replaced: JsonObject = object({ 'id!': text, 'name!': text, email: text, 'updated_at!': time })

describeSection(
  'Testing with Persistence',
  {
    camel: usersApi(
      {
        createUser: { entity: 'users', action: 'create', key: 'id' },
        readUser: { entity: 'users', action: 'read', key: 'user_id' },
        replaceUser: {
          entity: 'users',
          action: 'update',
          key: 'user_id',
          merge: 'merge',
          response: {
            body: {
              id: '{user_id}',
              name: '{{ request.body.name }}',
              email: '{{ request.body.?email }}',
              updated_at: '{{ timestamp }}',
            },
          },
        },
        deleteUser: { entity: 'users', action: 'delete', key: 'user_id' },
      },
      { replacement, replaced },
    ),
    snake: usersApi(
      {
        createUser: {
          persistence: { entity_name: 'users', action: 'create', key_field: 'id', auto_generate_id: true },
          responses: [
            {
              response: {
                status_code: 201,
                body: {
                  id: '{{generated_id}}',
                  name: '{{request.name}}',
                  email: '{{request.email}}',
                  nickname: '{{request.nickname}}',
                  created_at: '{{timestamp}}',
                },
              },
            },
          ],
        },
        readUser: {
          persistence: { entity_name: 'users', action: 'read', key_field: 'user_id' },
          responses: [{ response: { status_code: 200, body: '{{stored_entity}}' } }],
        },
        replaceUser: {
          persistence: {
            entity_name: 'users',
            action: 'update',
            key_field: 'user_id',
            merge_strategy: 'merge',
          },
          responses: [
            {
              response: {
                status_code: 200,
                body: {
                  id: '{user_id}',
                  name: '{{request.name}}',
                  email: '{{request.email}}',
                  updated_at: '{{timestamp}}',
                },
              },
            },
          ],
        },
        deleteUser: {
          persistence: { entity_name: 'users', action: 'delete', key_field: 'user_id' },
          responses: [{ response: { status_code: 204 } }],
        },
      },
      { replacement, replaced },
    ),
  },
  (open) => {
    it('creates, reads, updates and deletes a user, and finds nobody then', async () => {
      const api = open()
      const created = await api.post('/users', { name: 'Test User', email: 'test@example.com' }, key)
      expect(created.status).toBe(201)
      const path = `/users/${textAt(created, 'id')}`
      expect(await api.get(path, key)).toMatchObject({ status: 200, body: { name: 'Test User' } })
      const updated = await api.put(path, { name: 'Updated User' }, key)
      expect(updated).toMatchObject({ status: 200, body: { name: 'Updated User' } })
      expect(updated.body).not.toHaveProperty('email')
      expect((await api.get(path, key)).body).toMatchObject({
        name: 'Updated User',
        email: 'test@example.com',
      })
      expect((await api.delete(path, key)).status).toBe(204)
      expect((await api.get(path, key)).status).toBe(404)
    })
  },
)
