// The entities of a model: their names and scopes, and what no document can do to them.
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import {
  actionsOf,
  crud,
  documentOf,
  factsOf,
  integer,
  list,
  object,
  operation,
  pet,
  query,
  read,
  ref,
  text,
} from './documents.js'

describe('entities', () => {
  test('nested collections are scoped by the parameters of their parents', () => {
    const task = object({ id: integer, projectId: integer, title: text })
    const model = read(crud('/projects/{projectId}/tasks', 'taskId', task))
    expect(model.entities).toMatchObject([
      {
        name: 'tasks',
        facts: { key: 'id', scope: ['projectId'], scopeProperties: { projectId: 'projectId' } },
      },
    ])
    expect(model.operations.map(({ facts }) => facts)).toMatchObject(
      Array.from({ length: 5 }, () => ({ entity: 'tasks', scope: ['projectId'] })),
    )
  })

  test('collections that would be called alike get the name of their parent in front', () => {
    const comment = object({ id: integer, body: text })
    const model = read({
      ...crud('/gists/{gistId}/comments', 'id', comment),
      ...crud('/issues/{issueId}/comments', 'id', comment),
      ...crud('/labels', 'id', comment),
    })
    expect(model.entities.map(({ name }) => name)).toEqual(['gistComments', 'issueComments', 'labels'])
  })

  test.each([
    ['/special-events', 'specialEvents'],
    ['/v1/Projects', 'projects'],
    ['/constructor', 'constructorRecords'],
    ['/__proto__', 'proto'],
    ['/2.0', 'records20'],
  ])('the records of %s are called %s', (path, name) => {
    const model = read(crud(path, 'id', pet))
    expect(model.entities.map((entity) => entity.name)).toEqual([name])
  })

  test('every operation has a reason, and reading twice gives the same model', () => {
    const given = documentOf({
      ...crud('/pets', 'petId', ref('Pet')),
      '/login': { post: operation({ '200': text }) },
    })
    const { model } = readModel(given)
    expect(model.operations.filter(({ reason }) => reason === '')).toEqual([])
    expect(readModel(given).model).toEqual(model)
    expect(Object.isFrozen(model.operations[0]?.facts)).toBe(true)
  })

  test('names that would change what facts are built of are left out', () => {
    const record = object({ 'id!': integer, name: text, proto: text, ['__proto__']: text })
    const list200 = operation({ '200': list(record) }, null, {
      parameters: [query('__proto__', text), query('name', text)],
    })
    const given = { '/pets': { get: list200, post: operation({ '201': record }, record) } }
    const facts = factsOf(read(given), 'get', '/pets')
    expect(facts?.action === 'list' && Object.keys(facts.filters ?? {})).toEqual(['name'])
  })

  test('a document without paths has no operations', () => {
    const { document, ...rest } = documentOf({})
    const { paths: _paths, ...bare } = document
    expect(readModel({ ...rest, document: bare }).model.operations).toEqual([])
  })

  test('schemas that contain themselves end', () => {
    const node = {
      Node: object({ 'id!': integer, parent: ref('Node') }),
      Loop: ref('Loop'),
      Pair: { allOf: [ref('Pair')] },
    }
    const given = {
      ...crud('/nodes', 'id', ref('Node')),
      ...crud('/loops', 'id', ref('Loop')),
      ...crud('/pairs', 'id', ref('Pair')),
    }
    expect(actionsOf(read(given, node))).toMatchObject({
      'post /nodes': 'create nodes',
      'post /loops': '-',
      'post /pairs': '-',
    })
  })
})
