// The only door to Ajv: schemas in normal form are compiled when a value is first held against them.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Violation } from '../errors.js'
import type { Json } from '../json.js'
import { knownFormats } from './known-formats.js'
import { compilePattern, type Pattern } from './patterns.js'
import { type Schema, type SchemaObject, subschemas } from './schema.js'
import type { Schemas } from './schemas.js'
import { toViolations } from './violations.js'

export interface Validator {
  /** The violations of a value, at most 50; empty when it is valid. A schema is compiled once, by identity. */
  check(schema: Schema, value: Json): readonly Violation[]
  /** True when `check` finds nothing. */
  isValid(schema: Schema, value: Json): boolean
}

export function createValidator(schemas: Schemas): Validator {
  const ajv = createAjv()
  const added = new Set<string>()
  const compiled = new WeakMap<SchemaObject, ValidateFunction>()

  // Each target of a reference is a schema of its own for Ajv, so that a value of one costs nothing for all the others.
  function addTargets(start: readonly string[]): void {
    const pending = [...start]
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (added.has(id)) continue
      added.add(id)
      const target = schemas.get(id)
      ajv.addSchema(
        typeof target === 'boolean' ? { $id: id, ...(target ? {} : { not: {} }) } : { ...target, $id: id },
      )
      pending.push(...referencesIn(target))
    }
  }

  function compile(schema: SchemaObject): ValidateFunction {
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const id = schemas.idOf(schema)
    addTargets(id === undefined ? [...referencesIn(schema)] : [id])
    const validate = (id === undefined ? undefined : ajv.getSchema(id)) ?? ajv.compile(schema)
    compiled.set(schema, validate)
    return validate
  }

  function isValid(schema: Schema, value: Json): boolean {
    return typeof schema === 'boolean' ? schema : run(compile(schema), value)
  }

  return {
    isValid,
    check: (schema, value) => {
      if (isValid(schema, value)) return noViolations
      if (typeof schema === 'boolean') return [{ pointer: '', message: 'is not allowed', keyword: 'false' }]
      return toViolations(compile(schema).errors ?? [])
    },
  }
}

const noViolations: readonly Violation[] = []

// A schema that leads back to itself without looking deeper into the value can be neither met nor broken; and a value
// nested thousands deep is no use to a mock. Both end the stack.
function run(validate: ValidateFunction, value: Json): boolean {
  try {
    return validate(value)
  } catch (error) {
    if (error instanceof RangeError) return true
    throw error
  }
}

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: true,
    // The normal form is well-typed already.
    validateSchema: false,
    // Properties such as `constructor` are only there when the value has them itself.
    ownProperties: true,
    // A target is compiled once instead of into each schema that refers to it.
    inlineRefs: false,
    logger: false,
    // Violations are worded here; and optimising the code costs more than half of the time to first use for nothing
    // that the engine would not do itself.
    messages: false,
    code: { regExp: Object.assign(toRegExp, { code: 'new RegExp' }), optimize: false },
  })
  formats.default(ajv, [...knownFormats])
  return ajv
}

// The normal form only holds patterns that compile.
function toRegExp(source: string): Pattern {
  return compilePattern(source) ?? /(?:)/
}

function* referencesIn(schema: Schema): Generator<string> {
  if (typeof schema !== 'boolean' && schema.$ref !== undefined) yield schema.$ref
  for (const child of subschemas(schema)) yield* referencesIn(child)
}
