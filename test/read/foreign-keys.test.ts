// What properties refer to where nobody declares it, and what only looks like it.
import { describe, expect, test } from 'vitest'
import { declareInference } from '../../generator/init/declare-inference.js'
import { explainEntities } from '../../generator/read/explain.js'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  corpusFile,
  crud,
  declaring,
  diagnosticsOf,
  documentOf,
  entityOf,
  integer,
  list,
  object,
  packagedFile,
  read,
  readFile,
  ref,
  text,
} from './documents.js'

const uuid: JsonObject = { type: 'string', format: 'uuid' }

interface Contract {
  readonly paths: JsonObject
  readonly components: JsonObject
}

/** A document of pets with these properties, beside owners with this key and whatever else there is. */
function pets(properties: JsonObject, key: JsonObject = text, others: JsonObject = {}) {
  const paths = {
    ...crud('/owners', 'ownerId', ref('Owner')),
    ...crud('/pets', 'petId', ref('Pet')),
    ...others,
  }
  const components = {
    Owner: object({ 'id!': key, name: text }),
    Pet: object({ 'id!': key, name: text, ...(properties as Record<string, JsonObject>) }),
  }
  return { paths, components }
}

/** What the properties of an entity refer to, as `ownerId owners`. */
function foreignKeys({ paths, components }: Contract, entity = 'pets'): readonly string[] {
  const { relationships = {} } = entityOf(read(paths, components), entity) ?? {}
  expect(Object.values(relationships).map(({ enforce }) => enforce)).not.toContain(undefined)
  return Object.entries(relationships).map(([property, { entity: target }]) => `${property} ${target}`)
}

describe('a property refers to the records that it is named after', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['ownerId', text, text],
    ['owner_id', integer, integer],
    ['OwnerID', { type: 'number' }, integer],
    ['ownerid', text, uuid],
    ['owner_uuid', uuid, uuid],
    ['OwnerSid', text, text],
    ['fromOwnerId', text, text],
    ['parent_owner_id', integer, integer],
    ['ownerIds', list(text), text],
    ['owner_ids', list(integer), integer],
    ['owner', integer, integer],
    ['owner', uuid, uuid],
    ['owners', list(uuid), uuid],
  ])('%s of %j, where the key is %j', (name, schema, key) => {
    expect(foreignKeys(pets({ [name]: schema }, key))).toEqual([`${name} owners`])
  })

  test.each<[string, string, JsonObject, JsonObject]>([
    ['of another type', 'ownerId', text, integer],
    ['of another format', 'ownerId', { type: 'string', format: 'email' }, uuid],
    ['of a format that the key does not have', 'ownerId', uuid, text],
    ['of some values', 'ownerId', { type: 'string', enum: ['a', 'b'] }, text],
    ['that is an object', 'owner', object({ id: text }), text],
    ['that may be several things', 'ownerId', {}, text],
    ['that is never answered', 'ownerId', { type: 'string', writeOnly: true }, text],
    ['that is a plural and no array', 'ownerIds', text, text],
    ['that is an array and no plural', 'ownerId', list(text), text],
    ['that counts them', 'owners', integer, integer],
    ['that may be their name', 'owner', text, text],
    ['that is another thing of theirs', 'ownerName', text, text],
    ['that begins with more than a role', 'externalOwnerId', text, text],
    ['that is only the word for an identity', 'uuid', text, text],
  ])('but not one %s: %s', (_title, name, schema, key) => {
    expect(foreignKeys(pets({ [name]: schema }, key))).toEqual([])
  })

  test('a noun that measures is no reference, and with the key it is one', () => {
    const others = crud('/orders', 'orderId', object({ 'id!': integer, note: text }))
    expect(foreignKeys(pets({ order: integer, orderId: integer }, integer, others))).toEqual([
      'orderId orders',
    ])
  })

  test('the key may say itself whose it is', () => {
    const others = crud('/special-events', 'eventId', object({ 'eventId!': text, name: text }))
    expect(foreignKeys(pets({ eventId: text, specialEventId: text }, text, others))).toEqual([
      'eventId specialEvents',
      'specialEventId specialEvents',
    ])
  })

  test('a key that is no id is named with its own word', () => {
    const others = crud('/colors', 'code', object({ 'code!': text, name: text }))
    expect(foreignKeys(pets({ color_code: text, colorId: text, color: text }, text, others))).toEqual([
      'color_code colors',
    ])
  })

  test('another identity of the same records is not their key', () => {
    const Owner = object({ 'id!': text, 'uuid!': text, name: text })
    const { paths, components } = pets({ ownerId: text, ownerUuid: text })
    expect(foreignKeys({ paths, components: { ...components, Owner } })).toEqual(['ownerId owners'])
  })

  test('the schema of the records names them where no entity is called so', () => {
    const { paths, components } = pets({ ownerId: text })
    const people = { ...crud('/people', 'id', ref('Owner')), ...crud('/pets', 'petId', ref('Pet')) }
    expect(foreignKeys({ paths: people, components })).toEqual(['ownerId people'])
    const both = { ...paths, ...crud('/members', 'id', ref('Owner')) }
    expect(foreignKeys({ paths: both, components })).toEqual(['ownerId owners'])
  })

  test('what could be one of several entities is none', () => {
    const components = {
      Role: object({ 'id!': text, name: text }),
      Pet: object({ 'id!': text, roleId: text }),
    }
    const paths = { ...crud('/roles', 'id', ref('Role')), ...crud('/pets', 'id', ref('Pet')) }
    expect(foreignKeys({ paths, components })).toEqual(['roleId roles'])
    const Service = object({ 'id!': text, title: text })
    const services = {
      ...crud('/services', 'serviceId', Service),
      ...crud('/services/{serviceId}/roles', 'id', ref('Role')),
    }
    expect(foreignKeys({ paths: { ...paths, ...services }, components })).toEqual([])
  })
})

describe('a record refers to others of its own kind, and of its own place', () => {
  test('only by the part that they play', () => {
    expect(foreignKeys(pets({ petId: text, parentPetId: text }))).toEqual(['parentPetId pets'])
  })

  test('where it shares what identifies them', () => {
    const project = object({ 'id!': text, name: text })
    const task = object({ 'id!': text, title: text })
    const note = object({ 'id!': text, taskId: text, text })
    const paths = {
      ...crud('/projects', 'projectId', project),
      ...crud('/projects/{projectId}/tasks', 'taskId', task),
    }
    const beside = { ...paths, ...crud('/projects/{projectId}/notes', 'noteId', note) }
    expect(foreignKeys({ paths: beside, components: {} }, 'notes')).toEqual(['taskId tasks'])
    const apart = { ...paths, ...crud('/notes', 'noteId', note) }
    expect(foreignKeys({ paths: apart, components: {} }, 'notes')).toEqual([])
  })

  test('not to whom its path says it belongs, unless in another part', () => {
    const { components } = pets({ ownerId: text, previousOwnerId: text })
    const paths = {
      ...crud('/owners', 'id', ref('Owner')),
      ...crud('/owners/{id}/pets', 'petId', ref('Pet')),
      ...crud(
        '/owners/{id}/pets/{petId}/visits',
        'visitId',
        object({ 'id!': text, ownerId: text, note: text }),
      ),
    }
    expect(foreignKeys({ paths, components })).toEqual(['previousOwnerId owners'])
    expect(foreignKeys({ paths, components }, 'visits')).toEqual([])
  })
})

describe('what is declared', () => {
  test('stands: a declared entity says itself what it refers to', () => {
    const { paths, components } = pets({ ownerId: text })
    const related = { ownerId: { entity: 'owners', onDelete: 'cascade' } }
    for (const relationships of [undefined, related]) {
      const root = declaring({ pets: relationships === undefined ? {} : { relationships } })
      expect(entityOf(read(paths, components, root), 'pets')?.relationships).toEqual(relationships)
    }
    const none = read(paths, components, annotated({ infer: false }))
    expect(none.entities).toEqual([])
  })

  test('may leave a foreign key unenforced, which then takes no index', () => {
    const { paths, components } = pets({ ownerId: text })
    const root = declaring({ pets: { relationships: { ownerId: { entity: 'owners', enforce: false } } } })
    const facts = entityOf(read(paths, components, root), 'pets')
    expect(facts?.relationships).toEqual({ ownerId: { entity: 'owners', enforce: false } })
    expect(facts).not.toHaveProperty('indexes')
  })

  test.each([{ required: true }, { onDelete: 'cascade' }])(
    'is no rule and unenforced at once: %j',
    (rule) => {
      const { paths, components } = pets({ ownerId: text })
      const relationships = { ownerId: { entity: 'owners', enforce: false, ...rule } }
      const found = diagnosticsOf(documentOf(paths, components, declaring({ pets: { relationships } })))
      expect(found.map(({ code, place }) => [code, place?.line])).toEqual([
        ['MOCKGEN_PERSISTENCE', '/x-persistence/entities/pets/relationships/ownerId/enforce'.length],
      ])
    },
  )

  test('is written by init as it was inferred', () => {
    const { paths, components } = pets({ ownerId: text })
    const { root } = declareInference(read(paths, components))
    expect(root.entities).toMatchObject({
      pets: { relationships: { ownerId: { entity: 'owners', enforce: false } } },
    })
    expect(root.entities).not.toHaveProperty('owners.relationships')
  })
})

test('explain says why, and where the property stands', () => {
  const { paths, components } = pets({ ownerId: text })
  const model = read(paths, components)
  const found = explainEntities(model, () => undefined).find(({ name }) => name === 'pets')
  expect(found?.constraints).toContainEqual({
    entity: 'pets',
    text: 'ownerId refers to owners, not enforced: it is named after it and has the type of its key',
    from: 'schema',
  })
  const pet = model.entities.find(({ name }) => name === 'pets')
  expect(pet?.constraints.map(({ pointer }) => pointer)).toContain(
    '/components/schemas/Pet/properties/ownerId',
  )
})

test('names that mean something to objects are names like others', () => {
  const { paths, components } = pets({ constructorId: text, __proto__Id: text })
  const others = crud('/constructor', 'id', object({ 'id!': text, note: text }))
  expect(foreignKeys({ paths: { ...paths, ...others }, components })).toEqual([
    'constructorId constructorRecords',
  ])
})

describe('the foreign keys of real documents', () => {
  const packaged: Readonly<Record<string, readonly string[]>> = {
    '@readme/oas-examples/3.0/json/petstore.json': ['order.petId pet'],
    '@readme/oas-examples/3.0/json/star-trek.json': [],
    '@scalar/galaxy/3.1.json': [],
  }
  const ofCorpus: Readonly<Record<string, readonly string[]>> = {
    'box.oas30.json': [],
    'ogen/superset.json': [],
    'spotify.oas30.yaml': [],
    'xero/xero-projects.yaml': ['time.taskId tasks'],
    'xero/xero_accounting.yaml': [
      'bankTransfers.FromBankTransactionID bankTransactions',
      'bankTransfers.ToBankTransactionID bankTransactions',
      'expenseClaims.ReceiptID receipts',
      'invoices.RepeatingInvoiceID repeatingInvoices',
      'linkedTransactions.ContactID contacts',
      'payments.BatchPaymentID batchPayments',
    ],
    // Roles exist beside services and in them; which ones are meant nobody can say.
    'twilio-conversations-v1.oas30.yaml': [],
    'adyen-management-v3.oas31.yaml': ['stores.merchantId merchants'],
    'digitalocean-subset/specification/DigitalOcean-public.v2.yaml': [
      'droplets.volume_ids volumes',
      'droplets.vpc_uuid vpcs',
      'endpoints.certificate_id certificates',
      'firewalls.droplet_ids droplets',
      'loadBalancers.droplet_ids droplets',
      'loadBalancers.project_id projects',
      'loadBalancers.target_load_balancer_ids loadBalancers',
      'loadBalancers.vpc_uuid vpcs',
      'peerings.vpc_ids vpcs',
      'volumes.droplet_ids droplets',
    ],
    'github-api.min.oas30.json': [
      'hostedRunners.runner_group_id runnerGroups',
      'orgProjectsV2Fields.issue_field_id issueFields',
      'pullComments.pull_request_review_id reviews',
      'runnerGroups.network_configuration_id networkConfigurations',
    ],
  }
  const review = async (file: string, want: readonly string[]) => {
    const { entities } = await readFile(file)
    const found = entities.flatMap(({ name, facts }) =>
      Object.entries(facts.relationships ?? {}).map(
        ([property, { entity }]) => `${name}.${property} ${entity}`,
      ),
    )
    expect(found.toSorted()).toEqual(want)
  }
  test.each(Object.entries(packaged))('%s', (name, want) => review(packagedFile(name), want), 60_000)
  for (const [name, want] of Object.entries(ofCorpus)) {
    const file = corpusFile(name)
    test.skipIf(file === undefined)(`${name} (needs the corpus)`, () => review(file ?? '', want), 60_000)
  }
})
