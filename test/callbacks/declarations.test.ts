// What is understood of webhooks and callbacks when a document is read, and what is said about mistakes.
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { crud, diagnosticsOf, documentOf, object, read, ref, schemas, text } from '../read/documents.js'

const pets = crud('/pets', 'petId', ref('Pet'))
const told = (schema: JsonObject, declaration?: Json): JsonObject => ({
  post: {
    requestBody: { content: { 'application/json': { schema } } },
    responses: { '204': { description: 'thanks' } },
    ...(declaration !== undefined && { 'x-persistence': declaration }),
  },
})

describe('without a declaration', () => {
  it.each<[string, JsonObject, string | undefined]>([
    ['petCreated', ref('Pet'), 'pets.create'],
    ['newPet', ref('Pet'), 'pets.create'],
    ['pet.updated', object({ 'data!': ref('Pet') }), 'pets.update'],
    ['PET_DELETED', object({ event: text, data: object({ object: ref('Pet') }) }), 'pets.delete'],
    ['pets-removed', { allOf: [ref('Pet')] }, 'pets.delete'],
    ['specialPetAdded', ref('Pet'), 'pets.create'],
    ['issueDeleted', object({ pet: ref('Pet') }), undefined],
    ['petPaid', ref('Pet'), undefined],
    ['petCreatedOrDeleted', ref('Pet'), undefined],
    ['teamCreated', ref('Team'), undefined],
    ['petCreatedToo', object({ id: text, name: text }), undefined],
  ])('%s is sent for what its name and payload say plainly', (name, schema, want) => {
    const { webhooks } = read(pets, schemas, { webhooks: { [name]: told(schema) } })
    const events = webhooks[0]?.facts.on?.map(({ entity, action }) => `${entity}.${action}`)
    expect(events).toEqual(want === undefined ? undefined : [want])
    expect(webhooks[0]?.origin).toBe(want === undefined ? 'none' : 'inferred')
  })

  it('those of x-webhooks are understood as well, and nothing is where nothing is inferred', () => {
    const webhooks = { petCreated: told(ref('Pet')) }
    const on = (root: JsonObject) => read(pets, schemas, root).webhooks[0]?.facts.on
    expect(on({ 'x-webhooks': webhooks })).toEqual([{ entity: 'pets', action: 'create' }])
    expect(on({ webhooks, 'x-persistence': { infer: false } })).toBeUndefined()
  })
})

describe('a mistake', () => {
  const at = '/x-persistence/webhooks/petCreated'
  it.each<[string, Json, { code: string; pointer: string; remedy?: string }]>([
    [
      'an entity',
      { on: 'pet.create' },
      { code: 'MOCKGEN_UNKNOWN_ENTITY', pointer: `${at}/on`, remedy: 'did you mean pets?' },
    ],
    [
      'an action',
      { on: ['pets.created'] },
      { code: 'MOCKGEN_UNKNOWN_ACTION', pointer: `${at}/on/0`, remedy: 'did you mean pets.create?' },
    ],
    ['no action', { on: 'pets' }, { code: 'MOCKGEN_UNKNOWN_ACTION', pointer: `${at}/on` }],
    ['a key', { onn: 'pets.create' }, { code: 'MOCKGEN_UNKNOWN_KEY', pointer: `${at}/onn` }],
    ['a type', { on: 'pets.create', when: true }, { code: 'MOCKGEN_VALUE', pointer: `${at}/when` }],
    [
      'a property',
      { on: 'pets.create', when: 'entity.nam == "a"' },
      { code: 'MOCKGEN_EXPRESSION', pointer: `${at}/when` },
    ],
    [
      'a name',
      { on: 'pets.create', body: { a: '{{ current.id }}' } },
      { code: 'MOCKGEN_EXPRESSION', pointer: `${at}/body/a` },
    ],
    [
      'a template',
      { on: 'pets.create', to: 'http://a.test/{{ entity.' },
      { code: 'MOCKGEN_EXPRESSION', pointer: `${at}/to` },
    ],
  ])('in %s is told where it stands', (_what, declaration, want) => {
    const root = {
      webhooks: { petCreated: told(ref('Pet')) },
      'x-persistence': { webhooks: { petCreated: declaration } },
    }
    expect(diagnosticsOf(documentOf(pets, schemas, root))).toMatchObject([{ severity: 'error', ...want }])
  })

  it('in the name of a webhook, or one that is declared twice, is told', () => {
    const found = (webhooks: JsonObject) =>
      diagnosticsOf(
        documentOf(pets, schemas, {
          webhooks: { petCreated: told(ref('Pet'), { on: 'pets.create' }) },
          'x-persistence': { webhooks },
        }),
      )
    expect(found({ petCreate: {} })).toMatchObject([
      {
        code: 'MOCKGEN_PERSISTENCE',
        pointer: '/x-persistence/webhooks/petCreate',
        remedy: 'did you mean petCreated?',
      },
    ])
    expect(found({ petCreated: {} })).toMatchObject([{ code: 'MOCKGEN_PERSISTENCE', pointer: at }])
  })
})

describe('callbacks', () => {
  const withCallback = (declaration: Json) => {
    const { post, ...rest } = pets['/pets'] as { post: JsonObject }
    const callbacks = { told: { '$request.body#/url': told(ref('Pet'), declaration) } }
    return { ...pets, '/pets': { ...rest, post: { ...post, callbacks } } }
  }

  it('with x-persistence: false are not sent', () => {
    const { operations } = read(withCallback(false), schemas)
    expect(operations.find(({ id }) => id === 'post /pets')?.facts.silentCallbacks).toEqual(['told'])
  })

  it('with anything else are a mistake', () => {
    expect(diagnosticsOf(documentOf(withCallback({ on: 'pets.create' }), schemas))).toMatchObject([
      { code: 'MOCKGEN_VALUE', pointer: expect.stringMatching(/\/x-persistence$/) },
    ])
  })
})
