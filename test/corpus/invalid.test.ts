// Documents that are wrong in a known way: each is told what is wrong, and where, or tolerated for a reason that stands here.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import { loadDocument } from '../../generator/load/load-document.js'
import { root } from '../architecture/source-files.js'
import { runCli } from '../cli/spawn-cli.js'
import { corpusFolder } from './documents.js'

interface Wrong {
  readonly what: string
  /** `error CODE at line:column` or `warning …`, in the order of the file; empty for a tolerance. */
  readonly told: readonly string[]
}

const error = (code: string, place: string) => `error MOCKGEN_${code} at ${place}`
const warning = (code: string, place: string) => `warning MOCKGEN_${code} at ${place}`

const circle = 'a schema contains itself without anything between'
const later = 'tolerated: a keyword of OpenAPI 3 in Swagger 2.0, which works once the document is converted'
const unknownType = 'a type that does not exist here'
const undeclared = 'a parameter of the path is not declared: it is taken as a string'
const noItems = 'an array that does not say what its items are: any value is taken'

const wrong: Readonly<Record<string, Wrong>> = {
  'ogen-cyclic/allOf_double.json': { what: circle, told: [error('SCHEMA', '27:7')] },
  'ogen-cyclic/allOf_property.yaml': { what: 'tolerated: a property stands in the circle', told: [] },
  'ogen-cyclic/anyOf_single.json': { what: circle, told: [error('SCHEMA', '27:7')] },
  'ogen-cyclic/oneOf_double.json': { what: circle, told: [error('SCHEMA', '27:7')] },
  'invalid-version/newer-version.yaml': {
    what: 'Swagger 3.0',
    told: [error('UNSUPPORTED_VERSION', '1:10')],
  },
  'invalid-version/no-paths-or-webhooks.yaml': {
    what: 'neither paths nor webhooks nor components',
    told: [error('SCHEMA', '1:1')],
  },
  'invalid-version/not-swagger.yaml': { what: 'a JSON Schema', told: [error('NOT_OPENAPI', '1:1')] },
  'invalid-version/numeric-info-version.yaml': {
    what: 'info.version is a number',
    told: [warning('SCHEMA', '3:12')],
  },
  'invalid-version/numeric-version.yaml': {
    what: 'swagger is a number',
    told: [error('NOT_OPENAPI', '1:10')],
  },
  'invalid-version/old-version.yaml': { what: 'Swagger 1.2', told: [error('UNSUPPORTED_VERSION', '1:10')] },
  'schema/anyof.yaml': { what: later, told: [] },
  'schema/file-body-param.yaml': { what: 'a body is no file', told: [warning('SCHEMA', '16:17')] },
  'schema/file-header-param.yaml': { what: unknownType, told: [error('SCHEMA', '15:15')] },
  'schema/invalid-param-location.yaml': {
    what: 'a parameter in a cookie, which Swagger 2.0 does not have',
    told: [error('SCHEMA', '14:13')],
  },
  'schema/invalid-param-type.yaml': { what: unknownType, told: [error('SCHEMA', '11:15')] },
  'schema/invalid-response-code.yaml': { what: 'foobar is no status', told: [error('SCHEMA', '10:9')] },
  'schema/invalid-response-header-type.yaml': { what: unknownType, told: [error('SCHEMA', '16:21')] },
  'schema/invalid-response-type.yaml': { what: unknownType, told: [error('SCHEMA', '13:19')] },
  'schema/invalid-schema-type.yaml': { what: unknownType, told: [error('SCHEMA', '12:17')] },
  'schema/multi-header-param.yaml': {
    what: 'collectionFormat multi outside of query and forms',
    told: [warning('SCHEMA', '14:27')],
  },
  'schema/multi-path-param.yaml': {
    what: 'collectionFormat multi outside of query and forms',
    told: [warning('SCHEMA', '15:27')],
  },
  'schema/non-primitive-param-type.yaml': { what: unknownType, told: [error('SCHEMA', '11:15')] },
  'schema/non-primitive-response-header-type.yaml': { what: unknownType, told: [error('SCHEMA', '16:21')] },
  'schema/non-required-path-param.yaml': {
    what: 'a path parameter is always required',
    told: [warning('PATH_PARAMETER', '13:9')],
  },
  'schema/oneof.yaml': { what: later, told: [] },
  'schema/optional-path-param.yaml': {
    what: 'a path parameter is always required',
    told: [warning('PATH_PARAMETER', '15:19')],
  },
  'schema/ref-to-invalid-path.yaml': {
    what: 'a path item that refers to a schema, whose fields mean nothing there',
    told: [warning('SCHEMA', '21:11'), warning('SCHEMA', '22:5')],
  },
  'spec/array-body-no-items.yaml': { what: noItems, told: [warning('SCHEMA', '11:9')] },
  'spec/array-no-items.yaml': { what: noItems, told: [warning('SCHEMA', '9:9')] },
  'spec/array-response-body-no-items.yaml': { what: noItems, told: [warning('SCHEMA', '12:11')] },
  'spec/array-response-header-no-items.yaml': { what: noItems, told: [warning('SCHEMA', '15:13')] },
  'spec/body-and-form-params.yaml': {
    what: 'a body and form fields',
    told: [error('SCHEMA', '30:5')],
  },
  'spec/duplicate-operation-ids.yaml': {
    what: 'one operationId twice',
    told: [error('DUPLICATE_OPERATION_ID', '14:20')],
  },
  'spec/duplicate-operation-params.yaml': {
    what: 'one parameter twice',
    told: [error('SCHEMA', '25:11')],
  },
  'spec/duplicate-path-params.yaml': { what: 'one parameter twice', told: [error('SCHEMA', '24:9')] },
  'spec/duplicate-path-placeholders.yaml': {
    what: 'one placeholder twice in a path: the last one counts',
    told: [warning('PATH_PARAMETER', '7:3')],
  },
  'spec/file-invalid-consumes.yaml': {
    what: 'a file in an operation that consumes no form',
    told: [warning('SCHEMA', '20:5')],
  },
  'spec/file-no-consumes.yaml': {
    what: 'a file in an operation that consumes no form',
    told: [warning('SCHEMA', '16:5')],
  },
  'spec/invalid-response-code.yaml': { what: '888 is no status', told: [error('SCHEMA', '10:9')] },
  'spec/multiple-body-params.yaml': { what: 'two bodies', told: [error('SCHEMA', '34:5')] },
  'spec/multiple-operation-body-params.yaml': { what: 'two bodies', told: [error('SCHEMA', '8:5')] },
  'spec/multiple-path-body-params.yaml': { what: 'two bodies', told: [error('SCHEMA', '25:5')] },
  'spec/no-path-params.yaml': {
    what: undeclared,
    told: ['17:5', '17:5', '30:5', '30:5'].map((place) => warning('PATH_PARAMETER', place)),
  },
  'spec/path-param-no-placeholder.yaml': {
    what: 'a path parameter that is not in the path: it is ignored',
    told: [warning('PATH_PARAMETER', '36:11')],
  },
  'spec/path-placeholder-no-param.yaml': {
    what: undeclared,
    told: ['17:5', '30:5'].map((place) => warning('PATH_PARAMETER', place)),
  },
  'spec/required-property-not-defined-definitions.yaml': {
    what: 'tolerated: JSON Schema allows to require what `properties` does not name',
    told: [],
  },
  'spec/required-property-not-defined-input.yaml': {
    what: 'tolerated: JSON Schema allows to require what `properties` does not name',
    told: [],
  },
}

describe.skipIf(corpusFolder === undefined)('documents that are wrong (needs the corpus folder)', () => {
  const folder = join(corpusFolder ?? '', 'invalid')

  it('are all in the table', () => {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const names = paths.filter((path) => /\.(?:ya?ml|json)$/.test(path)).map(nameOf)
    expect(Object.keys(wrong).sort()).toEqual(names.sort())
  })

  it.each(Object.entries(wrong))('%s is told where it is wrong', async (name, { told }) => {
    const file = fileOf(name)
    const found = await loadDocument(file).then(
      ({ warnings }) => warnings,
      (error: unknown) => diagnosticsIn(error),
    )
    expect(found.map(describeDiagnostic)).toEqual(told)
    for (const { place } of found) expect(place?.file).toBe(file)
  })

  // One of each kind: the version, the shape of the document, a circle, two of one kind, and what is only warned of.
  it.each([
    'invalid-version/newer-version.yaml',
    'invalid-version/not-swagger.yaml',
    'schema/invalid-schema-type.yaml',
    'ogen-cyclic/oneOf_double.json',
    'spec/duplicate-operation-ids.yaml',
    'spec/no-path-params.yaml',
    'schema/oneof.yaml',
  ])('%s ends the command with what the table says', async (name) => {
    const { told } = wrong[name] ?? { told: [] }
    const isRefused = told.some((line) => line.startsWith('error'))
    const { code, stdout, stderr } = await runCli(['validate', fileOf(name)], { cwd: root })
    const lines = `${stdout}${stderr}`.split('\n')
    expect({ code, stderr }).toEqual({ code: isRefused ? 3 : 0, stderr: '' })
    expect(lines.flatMap((line) => /:(\d+:\d+) (\w+ MOCKGEN_\w+)/.exec(line)?.slice(1) ?? [])).toEqual(
      told.flatMap((line) => line.split(' at ').reverse()),
    )
    expect(stdout).not.toMatch(/^ +at /m)
  })

  function fileOf(name: string): string {
    return join(folder, name.startsWith('ogen-cyclic') ? name : `swagger-parser/${name}`)
  }
})

function nameOf(path: string): string {
  return path.replaceAll('\\', '/').replace('swagger-parser/', '')
}

function describeDiagnostic({ severity, code, place }: Diagnostic): string {
  return `${severity} ${code} at ${place?.line}:${place?.column}`
}

function diagnosticsIn(error: unknown): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics
  throw error
}
