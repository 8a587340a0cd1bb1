// Documents that nobody here wrote: the valid ones load, the wrong ones are told what is wrong, or tolerated on purpose.
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import { type LoadOptions, loadDocument } from '../../generator/load/load-document.js'
import { corpusFolder } from '../corpus/documents.js'

const corpus = corpusFolder ?? ''

function documentsBelow(folder: string): readonly string[] {
  if (corpusFolder === undefined) return []
  const entries = readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8' })
  return entries.filter((path) => /\.(?:ya?ml|json)$/.test(path)).map((path) => join(folder, path))
}

/** Entry documents; the files that they refer to are not among them. */
const valid = documentsBelow('.').filter(
  (path) =>
    !/^invalid|definitions/.test(path) &&
    (!/^(?:camara|digitalocean|oai\/petstore-separate)/.test(path) ||
      /geofencing-subscriptions|DigitalOcean-public|swagger\.yaml$/.test(path)),
)

/** What is found in the wrong ones; none is a mistake that a mock can live with, `warning` one that is told. */
const wrong: Readonly<Record<string, string>> = {
  'ogen-cyclic/allOf_double.json': 'MOCKGEN_SCHEMA',
  'ogen-cyclic/allOf_property.yaml': 'tolerated: a property stands in the circle',
  'ogen-cyclic/anyOf_single.json': 'MOCKGEN_SCHEMA',
  'ogen-cyclic/oneOf_double.json': 'MOCKGEN_SCHEMA',
  'invalid-version/newer-version.yaml': 'MOCKGEN_UNSUPPORTED_VERSION',
  'invalid-version/no-paths-or-webhooks.yaml': 'MOCKGEN_SCHEMA',
  'invalid-version/not-swagger.yaml': 'MOCKGEN_NOT_OPENAPI',
  'invalid-version/numeric-info-version.yaml': 'warning MOCKGEN_SCHEMA',
  'invalid-version/numeric-version.yaml': 'MOCKGEN_NOT_OPENAPI',
  'invalid-version/old-version.yaml': 'MOCKGEN_UNSUPPORTED_VERSION',
  'schema/anyof.yaml': 'tolerated: a later keyword, which works',
  'schema/file-body-param.yaml': 'warning MOCKGEN_SCHEMA',
  'schema/file-header-param.yaml': 'MOCKGEN_SCHEMA',
  'schema/invalid-param-location.yaml': 'MOCKGEN_SCHEMA',
  'schema/invalid-param-type.yaml': 'MOCKGEN_SCHEMA',
  'schema/invalid-response-code.yaml': 'MOCKGEN_SCHEMA',
  'schema/invalid-response-header-type.yaml': 'MOCKGEN_SCHEMA',
  'schema/invalid-response-type.yaml': 'MOCKGEN_SCHEMA',
  'schema/invalid-schema-type.yaml': 'MOCKGEN_SCHEMA',
  'schema/multi-header-param.yaml': 'warning MOCKGEN_SCHEMA',
  'schema/multi-path-param.yaml': 'warning MOCKGEN_SCHEMA',
  'schema/non-primitive-param-type.yaml': 'MOCKGEN_SCHEMA',
  'schema/non-primitive-response-header-type.yaml': 'MOCKGEN_SCHEMA',
  'schema/non-required-path-param.yaml': 'warning MOCKGEN_PATH_PARAMETER',
  'schema/oneof.yaml': 'tolerated: a later keyword, which works',
  'schema/optional-path-param.yaml': 'warning MOCKGEN_PATH_PARAMETER',
  'schema/ref-to-invalid-path.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/array-body-no-items.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/array-no-items.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/array-response-body-no-items.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/array-response-header-no-items.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/body-and-form-params.yaml': 'MOCKGEN_SCHEMA',
  'spec/duplicate-operation-ids.yaml': 'MOCKGEN_DUPLICATE_OPERATION_ID',
  'spec/duplicate-operation-params.yaml': 'MOCKGEN_SCHEMA',
  'spec/duplicate-path-params.yaml': 'MOCKGEN_SCHEMA',
  'spec/duplicate-path-placeholders.yaml': 'warning MOCKGEN_PATH_PARAMETER',
  'spec/file-invalid-consumes.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/file-no-consumes.yaml': 'warning MOCKGEN_SCHEMA',
  'spec/invalid-response-code.yaml': 'MOCKGEN_SCHEMA',
  'spec/multiple-body-params.yaml': 'MOCKGEN_SCHEMA',
  'spec/multiple-operation-body-params.yaml': 'MOCKGEN_SCHEMA',
  'spec/multiple-path-body-params.yaml': 'MOCKGEN_SCHEMA',
  'spec/no-path-params.yaml': 'warning MOCKGEN_PATH_PARAMETER',
  'spec/path-param-no-placeholder.yaml': 'warning MOCKGEN_PATH_PARAMETER',
  'spec/path-placeholder-no-param.yaml': 'warning MOCKGEN_PATH_PARAMETER',
  'spec/required-property-not-defined-definitions.yaml': 'tolerated: JSON Schema allows it',
  'spec/required-property-not-defined-input.yaml': 'tolerated: JSON Schema allows it',
}

if (corpusFolder === undefined)
  console.warn('no corpus folder: the load stage is not tested with real documents')

describe.skipIf(corpusFolder === undefined)('real documents', () => {
  it.each(valid)('%s loads, and refers only inside itself', async (path) => {
    const { document, warnings } = await loadDocument(join(corpus, path), rootOf(path))
    expect(warnings.filter(({ place }) => place === undefined)).toEqual([])
    expect(foreignReferences(document.document)).toEqual([])
    expect(unnamedOperations(document.document.paths)).toEqual([])
  })

  it('does not read what lies outside the folder unless a wider one is named', async () => {
    const path = 'camara-geofencing/API_definitions/geofencing-subscriptions.yaml'
    const found = await loadDocument(join(corpus, path)).catch((error: unknown) => error)
    if (!(found instanceof DiagnosticError)) throw found
    expect(new Set(found.diagnostics.map(({ code }) => code))).toEqual(new Set(['MOCKGEN_REF_FOREIGN']))
  })

  it.each(documentsBelow('invalid'))('%s is told what is wrong', async (path) => {
    const want = wrong[relative('invalid', path).replace('swagger-parser/', '')]
    const found = await loadDocument(join(corpus, path)).then(
      ({ warnings }) => ({ kind: 'warning ', diagnostics: warnings }),
      (error: unknown) => ({ kind: '', diagnostics: diagnosticsIn(error) }),
    )
    const codes = new Set(found.diagnostics.map(({ code }) => found.kind + code))
    expect([...codes]).toEqual(want?.startsWith('tolerated') ? [] : [want])
    for (const { place } of found.diagnostics) expect(place).toMatchObject({ file: join(corpus, path) })
  })
})

function diagnosticsIn(error: unknown): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics
  throw error
}

/** Two documents refer to files beside their folder. */
function rootOf(path: string): LoadOptions {
  return /^(?:camara|oai\/petstore-separate)/.test(path) ? { root: dirname(dirname(join(corpus, path))) } : {}
}

/** References in schemas and elsewhere that lead out; what stands in examples are no references. */
function foreignReferences(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, child]) => {
    if (name === '$ref' && typeof child === 'string') return child.startsWith('#/') ? [] : [child]
    return /^(?:examples?|default|enum|x-.*)$/.test(name) ? [] : foreignReferences(child)
  })
}

function unnamedOperations(paths: unknown): readonly unknown[] {
  return Object.values(Object(paths)).flatMap((item) =>
    ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
      .map((method) => Object(item)[method])
      .filter((operation) => operation !== undefined && typeof operation.operationId !== 'string'),
  )
}
