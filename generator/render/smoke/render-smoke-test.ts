// Renders `test/smoke.test.ts`: the life of a record of every entity, and that all other operations answer.
import type { JsonObject } from '@mockgen/runtime'
import type { ApiModel } from '../../model.js'
import { readOperations } from '../../read/operations.js'
import { createSchemas } from '../../read/schema-view.js'
import { Encoded, stringLiteral } from '../encode.js'
import { printLiteral } from '../print-literal.js'
import { renderTemplate } from '../render-template.js'
import { entityOperations } from './entity-operations.js'
import { needsRecord } from './known-credentials.js'
import { createSmokeSchemas } from './smoke-schemas.js'
import { type SmokeWalk, smokeWalk } from './smoke-walk.js'

/** Operations outside the walks that are tried; more would only make the file long. */
const maxOthers = 20

/** The smoke test of a project. It is the user's: written once, to be changed. */
export function renderSmokeTest(model: ApiModel, document: JsonObject): string {
  const schemas = createSchemas(document)
  const callable = readOperations(document, schemas).filter(
    (operation) => !needsRecord(operation, document, model.settings.security),
  )
  const entities = entityOperations(model, document, callable)
  const api = { schemas: createSmokeSchemas(document, schemas), entities }
  const walks = [...entities.values()].flatMap((of) => smokeWalk(api, of) ?? [])
  const walked = new Set(walks.flatMap((walk) => [...walk.operations]))
  const others = callable.map(({ id }) => id).filter((id) => !walked.has(id))
  const code = walks.map(renderWalk).join('')
  return renderTemplate('test/smoke.test.ts', {
    walks: new Encoded(code),
    others: new Encoded(others.length === 0 ? '' : renderOthers(others.slice(0, maxOthers))),
    testing: new Encoded(`${walks.length === 0 ? '' : 'type SentReply, '}type StartedMock, startMock`),
    vitest: new Encoded(`${walks.length === 0 ? '' : 'describe, '}expect, test`),
    hasWalks: walks.length > 0,
    picks: /\bpick[<(]/.test(code),
    changesBodies: code.includes('bodyWith('),
  })
}

function renderWalk({ entity, verbs, code }: SmokeWalk): string {
  const last = verbs.length - 1
  const said = verbs.map((verb, i) => (i === 0 ? verb : i === last ? ` and ${verb}` : `, ${verb}`)).join('')
  return `
describe(${stringLiteral(entity)}, () => {
  test('a record is ${said}', async () => {
${code}  })
})
`
}

function renderOthers(ids: readonly string[]): string {
  const table = printLiteral(ids, { before: 'test.each('.length, after: 1 })
  return `
test.each(${table})('%s is answered', async (operation) => {
  const { status, body, violations } = await mock.send(operation)
  expect(status, JSON.stringify(body)).toBeLessThan(500)
  expect(violations).toEqual([])
})
`
}
