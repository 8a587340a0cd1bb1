// Whose records hold the records of a nested collection.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import {
  annotated,
  crud,
  declaring,
  diagnosticsOf,
  documentOf,
  entityOf,
  object,
  operation,
  read,
  ref,
  text,
} from './documents.js'

const project = object({ 'id!': text, name: text })
const task = object({ 'id!': text, title: text })
const nested = (parameter = 'projectId') => ({
  ...crud('/projects', 'projectId', project),
  ...crud(`/projects/{${parameter}}/tasks`, 'taskId', task),
})
const readOnly = (paths: JsonObject, path: string) => {
  const { post: _post, ...rest } = paths[path] as JsonObject
  return { ...paths, [path]: rest }
}

describe('a nested collection', () => {
  const cases: readonly (readonly [
    string,
    { given: JsonObject; root?: JsonObject; want: string | undefined },
  ])[] = [
    ['belongs to the entity whose item path it continues', { given: nested(), want: 'projects' }],
    ['belongs to it under another name of the same key', { given: nested('id'), want: 'projects' }],
    [
      'belongs to none when its parameter is another property',
      {
        given: { ...nested('name'), ...crud('/projects', 'id', project) },
        want: undefined,
      },
    ],
    [
      'belongs to none when nothing creates the records above',
      { given: readOnly(nested(), '/projects'), want: undefined },
    ],
    [
      'belongs to what is seeded though nothing creates it',
      {
        given: readOnly(nested(), '/projects'),
        root: { projects: { seed: [{ id: 'p' }] } },
        want: 'projects',
      },
    ],
    [
      'belongs to what is made up though nothing creates it',
      {
        given: readOnly(nested(), '/projects'),
        root: { projects: { generate: { count: 2 } } },
        want: 'projects',
      },
    ],
    [
      'belongs to none when nothing of what is above is made up',
      {
        given: readOnly(nested(), '/projects'),
        root: { projects: { generate: { count: 0 } } },
        want: undefined,
      },
    ],
    [
      'belongs to what it must refer to though nothing creates it',
      {
        given: readOnly(nested(), '/projects'),
        root: {
          projects: {},
          tasks: { relationships: { title: { entity: 'projects', required: true } } },
        },
        want: 'projects',
      },
    ],
    [
      'belongs to none when there is no item above',
      { given: crud('/a/{b}/tasks', 'id', task), want: undefined },
    ],
    [
      'belongs to none when a static segment is between',
      {
        given: {
          ...crud('/projects', 'id', project),
          ...crud('/projects/{id}/archive/tasks', 'taskId', task),
        },
        want: undefined,
      },
    ],
    [
      'belongs to what a PUT creates',
      {
        given: {
          '/projects/{name}': {
            get: operation({ '200': object({ 'name!': text, color: text }) }),
            put: operation({ '201': null }, object({ color: text })),
          },
          ...crud('/projects/{name}/tasks', 'taskId', task),
        },
        want: 'projects',
      },
    ],
    [
      'belongs to an item whose parameter is taken to be its id',
      {
        given: { ...crud('/projects', 'pk', project), ...crud('/projects/{pk}/tasks', 'taskId', task) },
        want: 'projects',
      },
    ],
    [
      'belongs to none when the key above is a guess',
      {
        given: {
          ...crud('/projects', 'project', object({ 'name!': text, color: text })),
          ...crud('/projects/{project}/tasks', 'taskId', task),
        },
        want: undefined,
      },
    ],
    [
      'without items belongs as well, and a slash at the end makes no difference',
      {
        given: {
          ...crud('/projects', 'projectId', project),
          '/projects/{projectId}/tasks/': { ...(crud('/tasks', 'id', task)['/tasks'] as JsonObject) },
        },
        want: 'projects',
      },
    ],
  ]
  test.each(cases)('%s', (_title, { given, root = {}, want }) => {
    expect(entityOf(read(given, {}, declaring(root)), 'tasks')?.parent).toBe(want)
  })

  test('of a nested collection belongs to that one, with all of its values', () => {
    const model = read({
      ...nested(),
      ...crud('/projects/{projectId}/tasks/{taskId}/notes', 'noteId', object({ 'id!': text, body: text })),
    })
    expect(entityOf(model, 'notes')).toMatchObject({ scope: ['projectId', 'taskId'], parent: 'tasks' })
    expect(entityOf(model, 'projects')).not.toHaveProperty('parent')
  })

  test('of a nested collection belongs to none when the outer parameter is another one', () => {
    const model = read({
      ...nested(),
      ...crud('/projects/{slug}/tasks/{taskId}/notes', 'noteId', object({ 'id!': text, body: text })),
    })
    expect(entityOf(model, 'notes')).not.toHaveProperty('parent')
  })
})

describe('a declaration', () => {
  const components = { Task: task }
  const declared = (parent: string | boolean, more: JsonObject = {}) =>
    declaring({ jobs: { schema: '#/components/schemas/Task', parent }, ...more })
  const paths = {
    ...crud('/projects', 'projectId', project),
    ...crud('/projects/{projectId}/tasks', 'taskId', ref('Task')),
  }

  test('that says nothing leaves it to the paths', () => {
    const root = declaring({ jobs: { schema: '#/components/schemas/Task' } })
    expect(entityOf(read(paths, components, root), 'jobs')?.parent).toBe('projects')
  })

  test('that says false has none', () => {
    expect(entityOf(read(paths, components, declared(false)), 'jobs')).not.toHaveProperty('parent')
  })

  test('names one that the paths do not show, and that may only be seeded', () => {
    const given = {
      ...readOnly(crud('/projects', 'id', project), '/projects'),
      ...crud('/archive/{project}/tasks', 'taskId', ref('Task')),
    }
    const root = declared('projects', { projects: {} })
    expect(entityOf(read(given, components, root), 'jobs')?.parent).toBe('projects')
  })

  const at = '/x-persistence/entities/jobs/parent'
  const mistakes: readonly (readonly [
    string,
    { given: JsonObject; parent: string | boolean; code: string },
  ])[] = [
    ['of an unknown entity', { given: paths, parent: 'project', code: 'MOCKGEN_UNKNOWN_ENTITY' }],
    ['of something else than a name', { given: paths, parent: true, code: 'MOCKGEN_VALUE' }],
    ['of itself', { given: paths, parent: 'jobs', code: 'MOCKGEN_PERSISTENCE' }],
    [
      'whose values no path gives',
      {
        given: { ...crud('/projects', 'id', project), ...crud('/tasks', 'id', ref('Task')) },
        parent: 'projects',
        code: 'MOCKGEN_PERSISTENCE',
      },
    ],
  ]
  test.each(mistakes)('%s is refused', (_title, { given, parent, code }) => {
    const found = diagnosticsOf(documentOf(given, components, declared(parent)))
    expect(found).toMatchObject([{ severity: 'error', code, pointer: at }])
  })

  test('on operations decides where the records live', () => {
    const create = operation(
      { '201': ref('Task') },
      ref('Task'),
      annotated({ entity: 'jobs', action: 'create' }),
    )
    const collection = paths['/projects/{projectId}/tasks'] as JsonObject
    const given = { ...paths, '/projects/{projectId}/tasks': { ...collection, post: create } }
    expect(entityOf(read(given, components), 'jobs')).toMatchObject({ parent: 'projects' })
  })
})
