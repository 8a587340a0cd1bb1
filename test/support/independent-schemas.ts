// The only door to the independent JSON Schema validator: the schemas of one contract, in the dialect of its version.
import '@hyperjump/json-schema/draft-04'
import '@hyperjump/json-schema/draft-06'
import '@hyperjump/json-schema/draft-07'
import '@hyperjump/json-schema/draft-2019-09'
import '@hyperjump/json-schema/draft-2020-12'
import '@hyperjump/json-schema/openapi-3-0'
import '@hyperjump/json-schema/openapi-3-1'
import '@hyperjump/json-schema/formats'
import { BASIC, setFormatHandler } from '@hyperjump/json-schema/experimental'
import {
  type OutputUnit,
  registerSchema,
  type SchemaFragment,
  type SchemaObject,
  setShouldValidateFormat,
  setShouldValidateSchema,
  unregisterSchema,
  type Validator,
  validate,
} from '@hyperjump/json-schema/openapi-3-1'
import { findByPointer, isRecord, type JsonRecord, type JsonValue } from './document-references.js'
import { type Direction, prepareSchema, type Unreadable } from './prepare-schema.js'

/** Where a value breaks its schema. */
export interface SchemaViolation {
  /** Pointer into the value. */
  readonly at: string
  /** Pointer of the keyword in the contract. */
  readonly where: string
  readonly keyword: string
}

export interface IndependentSchemas {
  /** The violations of a value by the schema at a pointer of the contract; empty when it is valid. */
  violations(pointer: string, value: JsonValue): Promise<readonly SchemaViolation[]>
  /** What could not be read of the schemas that were asked for so far. */
  unreadable(): readonly Unreadable[]
  /** Forgets the schemas. The validator keeps all of them in one registry for the whole process. */
  close(): void
}

const oas30 = 'https://spec.openapis.org/oas/3.0/dialect'
const oas31 = 'https://spec.openapis.org/oas/3.1/dialect/base'

/** Values of `$schema` and of `jsonSchemaDialect` that are known besides the dialects of OpenAPI. */
const drafts = [
  'http://json-schema.org/draft-04/schema',
  'http://json-schema.org/draft-06/schema',
  'http://json-schema.org/draft-07/schema',
  'https://json-schema.org/draft/2019-09/schema',
  'https://json-schema.org/draft/2020-12/schema',
  oas31,
]

// Schemas of real documents are read keyword by keyword instead (readKeyword): a meta-schema refuses all of them for one.
setShouldValidateSchema(false)
setShouldValidateFormat(true)
// OpenAPI 3.0 knows more formats than the draft it builds on.
for (const format of ['date', 'uuid']) {
  setFormatHandler(
    'https://json-schema.org/keyword/draft-04/format',
    format,
    `https://json-schema.org/format/${format}`,
  )
}

let opened = 0

/** The schemas of a bundled OpenAPI 3 document, for values of one direction. */
export function openIndependentSchemas(
  document: JsonRecord,
  direction: Direction = 'answers',
): IndependentSchemas {
  const base = `https://contract-${++opened}.test/`
  const is30 = typeof document.openapi === 'string' && document.openapi.startsWith('3.0')
  const registered = new Set<string>()
  const unreadable: Unreadable[] = []
  const validators = new Map<string, Promise<Validator>>()
  const source = { document, direction, is30, uriOf: (pointer: string) => base + encodeURIComponent(pointer) }

  /** Registers the schema at a pointer, and all that it refers to. */
  function register(pointer: string): void {
    const waiting = [pointer]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (registered.has(next)) continue
      registered.add(next)
      const value = findByPointer(document, next)?.value ?? true
      const prepared = prepareSchema(source, value, next)
      unreadable.push(...prepared.unreadable)
      waiting.push(...prepared.references)
      registerSchema(asSchema(prepared.schema), source.uriOf(next), dialectOf(value, next))
    }
  }

  function dialectOf(schema: JsonValue, pointer: string): string {
    if (is30) return oas30
    const declared = [isRecord(schema) ? schema.$schema : undefined, document.jsonSchemaDialect].find(
      (dialect) => typeof dialect === 'string',
    )
    if (typeof declared !== 'string') return oas31
    const known = drafts.find((dialect) => dialect === declared.replace(/#$/, ''))
    if (known === undefined) unreadable.push({ pointer, reason: `unknown dialect ${declared}` })
    return known ?? oas31
  }

  function validatorOf(pointer: string): Promise<Validator> {
    const known = validators.get(pointer)
    if (known !== undefined) return known
    register(pointer)
    const made = validate(source.uriOf(pointer))
    validators.set(pointer, made)
    return made
  }

  return {
    violations: async (pointer, value) => {
      const isValid = await validatorOf(pointer)
      if (isValid(asFragment(value)).valid) return []
      const output = isValid(asFragment(value), BASIC)
      return output.valid ? [] : (output.errors ?? []).map(toViolation)
    },
    unreadable: () => unreadable,
    close: () => {
      for (const pointer of registered) unregisterSchema(source.uriOf(pointer))
    },
  }

  function toViolation({ absoluteKeywordLocation, instanceLocation, keyword }: OutputUnit): SchemaViolation {
    const [uri = '', inside = ''] = absoluteKeywordLocation.split('#', 2)
    return {
      at: decodeURI(instanceLocation.replace(/^#/, '')),
      where: decodeURIComponent(uri.slice(base.length)) + decodeURI(inside),
      keyword: keyword.slice(keyword.lastIndexOf('/') + 1),
    }
  }
}

function asSchema(schema: JsonRecord | boolean): SchemaObject | boolean {
  return JSON.parse(JSON.stringify(schema))
}

/** A copy that belongs to the validator, whose types know no readonly data. */
function asFragment(value: JsonValue): SchemaFragment {
  return JSON.parse(JSON.stringify(value))
}
