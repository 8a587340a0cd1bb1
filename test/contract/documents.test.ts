import { describe, expect, test } from 'vitest'
import type { Contract, OperationContract } from '../../runtime/contract/contract.js'
import { openContract } from '../../runtime/contract/open-contract.js'
import { MockError } from '../../runtime/errors.js'
import { createRandom, seedOf } from '../../runtime/ids.js'
import { isObject, toPointer } from '../../runtime/json.js'
import { corpus, documentFiles, hasCorpus, readDocument, type TestDocument } from './documents.js'

if (!hasCorpus)
  console.info(`no corpus at ${corpus}: the documents of @readme/oas-examples and @scalar/galaxy stand in`)

/** A contract that no value can satisfy, or none that a client would send: the schemas contradict themselves. */
const unsatisfiable: ReadonlySet<string> = new Set([
  // A required property of the schema's own type never ends.
  '#/components/schemas/TreeNode',
  // oneOf whose branches both take every object that is not deliberately wrong.
  'post /anything/one-of-object',
  'post /anything/one-of-object-ref',
  'post /api-specification',
  'put /api-specification/{id}',
  'post /version',
  // allOf of string and integer.
  'put /anything/quirks/polymorphism',
  'patch /anything/quirks/polymorphism',
])

/** Far above what any operation takes (a tenth of it on a slow machine), and far below a hang. */
const maxOperationMs = 5_000

const documents = documentFiles()
  .map(readDocument)
  .filter((found) => found !== undefined)

describe('every operation of real documents', () => {
  test.each(documents.map((found) => [found.name, found] as const))(
    '%s',
    (_, { document, operations }) => {
      const before = JSON.stringify(document)
      const contract = openContract(document, operations)
      const broken = Object.keys(operations).flatMap((id) => exercise(contract, id))
      expect(broken).toEqual([])
      expect(JSON.stringify(document) === before).toBe(true)
    },
    120_000,
  )

  test('there are such documents', () => {
    expect(documents.length).toBeGreaterThan(10)
  })
})

describe('records of real schemas', () => {
  test.each(documents.filter(isModest).map((found) => [found.name, found] as const))(
    '%s',
    (_, { document, operations }) => {
      const contract = openContract(document, operations)
      const broken = schemaPointers(document).flatMap((pointer) => completeAndShow(contract, pointer))
      expect(broken).toEqual([])
    },
    120_000,
  )
})

// What an operation samples must be what it accepts.
function exercise(contract: Contract, id: string): readonly string[] {
  const started = performance.now()
  const operation = contract.operation(id)
  const found = [...brokenRequest(operation), ...brokenResponses(operation)]
  const took = performance.now() - started
  return took > maxOperationMs ? [...found, `${id} took ${took} ms`] : found
}

function brokenRequest(operation: OperationContract): readonly string[] {
  const { id } = operation
  const { parameters, mediaType, body } = operation.sampleRequest(createRandom(seedOf(id)))
  const found: string[] = []
  try {
    operation.decodeParameters(operation.encodeParameters(parameters))
  } catch (error) {
    if (!(error instanceof MockError)) throw error
    found.push(`${id}: ${JSON.stringify(error.errors)}`)
  }
  const declared = operation.requestBodies.find((candidate) => candidate.mediaType === mediaType)
  if (declared === undefined || body === undefined) return found
  const violations = declared.validate(body)
  if (violations.length > 0 && !unsatisfiable.has(id) && !unsatisfiable.has(declared.pointer ?? '')) {
    found.push(`${id}: ${JSON.stringify({ body, violations })}`)
  }
  return found
}

function brokenResponses(operation: OperationContract): readonly string[] {
  const { id } = operation
  const responses = [operation.success([]), operation.response(400), operation.response(404)]
  return responses.flatMap((response) => {
    for (const header of response?.headers.values() ?? []) header.sample(createRandom(1))
    return (response?.bodies ?? []).flatMap((body) => {
      const sample = body.sample(createRandom(seedOf(id)))
      const violations = sample === undefined ? [] : body.validate(sample)
      const isExpected = unsatisfiable.has(id) || unsatisfiable.has(body.pointer ?? '')
      if (violations.length === 0 || isExpected) return []
      return [`${id} ${response?.status}: ${JSON.stringify({ sample, violations })}`]
    })
  })
}

// Big documents are exercised above; their schemas say nothing new.
function isModest({ document }: TestDocument): boolean {
  return schemaPointers(document).length <= 100
}

function schemaPointers(document: TestDocument['document']): readonly string[] {
  const { components } = document
  const schemas = isObject(components) && isObject(components.schemas) ? components.schemas : {}
  return Object.keys(schemas)
    .filter((name) => !unsatisfiable.has(`#/components/schemas/${name}`))
    .map((name) => `#${toPointer(['components', 'schemas', name])}`)
}

// A record that is complete once is complete: completing it again gives it back, and so does showing it.
function completeAndShow(contract: Contract, pointer: string): readonly string[] {
  const shape = contract.shape({ schemas: [pointer] })
  const found: string[] = []
  for (const given of [{}, { id: 'x', name: 5, unknown: [] }]) {
    const record = shape.complete(given, createRandom(2))
    const again = shape.complete(record, createRandom(3))
    if (JSON.stringify(again) !== JSON.stringify(record))
      found.push(`${pointer}: ${JSON.stringify({ record, again })}`)
    const view = contract.view(pointer, '', { schemas: [pointer] })
    const shown = view.show(record)
    if (view.verbatim && shown !== record) found.push(`${pointer}: shown differently`)
  }
  return found
}
