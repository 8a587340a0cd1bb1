// The smoke test of a project: which calls it makes, in which order, with what.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import { renderSmokeTest } from '../../generator/render/smoke/render-smoke-test.js'
import { crudDocument, loaded } from './documents.js'

const uuid = { type: 'string', format: 'uuid' }
const text = { type: 'string' }

/** The statements of the test of one entity, without blank lines; undefined when the entity has no test. */
function walkOf(entity: string, document: JsonObject): readonly string[] | undefined {
  const code = renderSmokeTest(readModel(loaded(document)).model, document)
  const block = new RegExp(
    `^describe\\('${entity}'[^]*?async \\(\\) => \\{\\n([^]*?)\\n  \\}\\)\\n\\}\\)$`,
    'm',
  ).exec(code)
  return block?.[1]?.split('\n').flatMap((line) => line.trim() || [])
}

/** A collection `path` of `schema` with create, read and delete. */
function collection(
  path: string,
  name: string,
  schema: JsonObject,
  created: JsonObject = schema,
): JsonObject {
  const key = `${name.toLowerCase()}Id`
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? '').concat(key)
  const json = (body: JsonObject) => ({
    description: 'ok',
    content: { 'application/json': { schema: body } },
  })
  const declared = parameters.map((parameter) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: uuid,
  }))
  return {
    [path]: {
      parameters: declared.slice(0, -1),
      get: { operationId: `list${name}s`, responses: { 200: json({ type: 'array', items: schema }) } },
      post: {
        operationId: `create${name}`,
        requestBody: json(schema),
        responses: { 201: Object.keys(created).length === 0 ? { description: 'ok' } : json(created) },
      },
    },
    [`${path}/{${key}}`]: {
      parameters: declared,
      get: { operationId: `read${name}`, responses: { 200: json(schema) } },
      delete: { operationId: `delete${name}`, responses: { 204: { description: 'gone' } } },
    },
  }
}

function documentOf(paths: JsonObject, persistence: JsonObject = {}): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    'x-persistence': persistence,
    paths,
    components: { schemas },
  }
}

const schemas: JsonObject = {
  Team: { type: 'object', required: ['id'], properties: { id: uuid, name: text } },
  Member: {
    type: 'object',
    required: ['id', 'teamId'],
    properties: { id: uuid, name: text, teamId: uuid, mentorId: uuid },
  },
}
const team = { $ref: '#/components/schemas/Team' }
const member = { $ref: '#/components/schemas/Member' }

describe('the test of an entity', () => {
  test('creates, reads, lists, changes and deletes, and then finds nothing', () => {
    expect(walkOf('things', crudDocument())).toEqual([
      "const created = success(await mock.send('createThing'))",
      "const id = pick(created, 'id')",
      "const read = success(await mock.send('readThing', { path: { thingId: id } }))",
      "expect(pick(read, 'id')).toEqual(id)",
      "const listed = success(await mock.send('listThing'))",
      'expect(listed).toContainEqual(expect.objectContaining({ id }))',
      "success(await mock.send('replaceThing', {",
      'path: { thingId: id },',
      "body: bodyWith('replaceThing', { id, name: 'Changed' }),",
      '}))',
      "const changed = success(await mock.send('readThing', { path: { thingId: id } }))",
      "expect(pick(changed, 'name')).toBe('Changed')",
      "success(await mock.send('deleteThing', { path: { thingId: id } }))",
      "const gone = await mock.send('readThing', { path: { thingId: id } })",
      'expect(gone.status).toBe(404)',
    ])
  })

  test('creates the parents of a nested record first, and names them in every path', () => {
    const paths = {
      ...collection('/teams', 'Team', team),
      ...collection('/teams/{teamId}/members', 'Member', member),
    }
    expect(walkOf('members', documentOf(paths))?.slice(0, 5)).toEqual([
      "const team = success(await mock.send('createTeam'))",
      "const teamId = pick(team, 'id')",
      expect.stringContaining("await mock.send('createMember', { path: { teamId }"),
      "const id = pick(created, 'id')",
      "const read = success(await mock.send('readMember', { path: { teamId, memberId: id } }))",
    ])
  })

  test('takes a parent that cannot be created from the sample, once for all operations', () => {
    expect(
      walkOf('members', documentOf(collection('/teams/{teamId}/members', 'Member', member)))?.slice(0, 2),
    ).toEqual([
      "const teamId = pick(mock.sample('createMember').parameters, 'path', 'teamId')",
      "const created = success(await mock.send('createMember', { path: { teamId } }))",
    ])
  })

  test('is not written when a parent that must exist answers no key', () => {
    const paths = {
      ...collection('/teams', 'Team', team, {}),
      ...collection('/teams/{teamId}/members', 'Member', member),
    }
    expect(walkOf('members', documentOf(paths))).toBeUndefined()
  })

  test('puts a parent that has no other way to be created', () => {
    const { '/teams': _teams, ...teams } = collection('/teams', 'Team', team)
    const item = teams['/teams/{teamId}'] as JsonObject
    const put = {
      operationId: 'putTeam',
      requestBody: { content: { 'application/json': { schema: team } } },
      responses: { 201: { description: 'ok' } },
    }
    const paths = {
      '/teams/{teamId}': { ...item, put },
      ...collection('/teams/{teamId}/members', 'Member', member),
    }
    expect(walkOf('members', documentOf(paths))?.slice(0, 3)).toEqual([
      "const teamId = pick(mock.sample('putTeam').parameters, 'path', 'teamId')",
      "success(await mock.send('putTeam', { path: { teamId }, body: bodyWith('putTeam', { id: teamId }) }))",
      "const created = success(await mock.send('createMember', { path: { teamId } }))",
    ])
  })

  test('creates what a record refers to, and leaves out what would refer to itself', () => {
    const entities = {
      teams: { schema: team.$ref },
      members: {
        schema: member.$ref,
        relationships: { teamId: { entity: 'teams', required: true }, mentorId: { entity: 'members' } },
      },
    }
    const paths = { ...collection('/teams', 'Team', team), ...collection('/members', 'Member', member) }
    expect(walkOf('members', documentOf(paths, { entities }))?.slice(0, 6).join('\n')).toContain(
      "bodyWith('createMember', { teamId, mentorId: undefined })",
    )
  })

  test('is not written when a required reference cannot be made', () => {
    const entities = {
      members: { schema: member.$ref, relationships: { mentorId: { entity: 'mentors', required: true } } },
      // No operation creates mentors: they are seeded.
      mentors: { schema: team.$ref, key: 'id' },
    }
    const document = documentOf(collection('/members', 'Member', member), { entities })
    expect(walkOf('members', document)).toBeUndefined()
    expect(renderSmokeTest(readModel(loaded(document)).model, document)).toContain("'createMember'")
  })

  test('learns the key from the list when creating answers nothing', () => {
    expect(walkOf('teams', documentOf(collection('/teams', 'Team', team, {})))?.slice(0, 3)).toEqual([
      "success(await mock.send('createTeam'))",
      "const id = pick(success(await mock.send('listTeams')), 0, 'id')",
      "const read = success(await mock.send('readTeam', { path: { teamId: id } }))",
    ])
  })
})

describe('a document without entities', () => {
  test('has a test that its operations answer, and no helper that nobody calls', () => {
    const paths = { '/ping': { get: { operationId: 'ping', responses: { 200: { description: 'ok' } } } } }
    const document = documentOf(paths)
    const code = renderSmokeTest(readModel(loaded(document)).model, document)
    expect(code).toContain("test.each(['ping'])('%s is answered'")
    expect(code).toContain('expect(violations).toEqual([])')
    for (const name of ['describe', 'success', 'pick', 'bodyWith', 'SentReply'])
      expect(code).not.toContain(name)
  })

  test('and without operations has the test of health alone', () => {
    const document = documentOf({})
    const code = renderSmokeTest(readModel(loaded(document)).model, document)
    expect(code.match(/^test/gm)).toHaveLength(1)
  })
})
