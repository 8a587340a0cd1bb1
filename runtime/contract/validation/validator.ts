// The only door to Ajv: schemas in normal form are compiled when a value is first held against them.
import { _, Ajv2020, Name, type ValidateFunction } from 'ajv/dist/2020.js'
import type { DataValidateFunction } from 'ajv/dist/types/index.js'
import formats from 'ajv-formats'
import type { Violation } from '../../errors.js'
import type { Json } from '../../json.js'
import { compilePattern, type Pattern } from '../patterns/patterns.js'
import { knownFormats } from '../schemas/known-formats.js'
import { type Schema, type SchemaObject, subschemas } from '../schemas/schema.js'
import type { Schemas } from '../schemas/schemas.js'
import { type CheckBudget, createCheckBudget, TooManySteps } from './check-budget.js'
import { isMultiple } from './multiple-of.js'
import { isPlainDate, isPlainDateTime } from './plain-times.js'
import { equalItems } from './unique-items.js'
import { toViolations } from './violations.js'

export interface Validator {
  /** The violations of a value, at most 50; empty when it is valid. A schema is compiled once, by identity. */
  check(schema: Schema, value: Json): readonly Violation[]
  /** True when `check` finds nothing. */
  isValid(schema: Schema, value: Json): boolean
}

export function createValidator(schemas: Schemas): Validator {
  const budget = createCheckBudget()
  const ajv = createAjv(budget)
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
        typeof target === 'boolean'
          ? { $id: id, ...(target ? {} : { not: {} }) }
          : { ...target, $id: id, [stepKeyword]: true },
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

  function hold(schema: Schema, value: Json): Outcome {
    if (typeof schema === 'boolean') return schema ? 'valid' : 'invalid'
    budget.begin()
    return run(compile(schema), value)
  }

  return {
    isValid: (schema, value) => hold(schema, value) === 'valid',
    check: (schema, value) => {
      const outcome = hold(schema, value)
      if (outcome === 'valid') return noViolations
      if (outcome === 'endless') return tooMuchWork
      if (typeof schema === 'boolean') return [{ pointer: '', message: 'is not allowed', keyword: 'false' }]
      return toViolations(compile(schema).errors ?? [])
    },
  }
}

/** `endless`: nobody can say in reasonable time. */
type Outcome = 'valid' | 'invalid' | 'endless'

const tooMuchWork: readonly Violation[] = [
  { pointer: '', message: 'branches too often to be held against its schema', keyword: 'complexity' },
]

const noViolations: readonly Violation[] = []

// A schema that leads back to itself without looking deeper into the value can be neither met nor broken; and a value
// nested thousands deep is no use to a mock. Both end the stack.
function run(validate: ValidateFunction, value: Json): Outcome {
  try {
    return validate(value) ? 'valid' : 'invalid'
  } catch (error) {
    if (error instanceof RangeError) return 'valid'
    if (error instanceof TooManySteps) return 'endless'
    throw error
  }
}

/** Stands in every schema that a reference leads to. */
const stepKeyword = 'x-mock-step'

function createAjv(budget: CheckBudget): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    // JSON has no infinity, but 1e999 becomes one when it is parsed.
    strictNumbers: true,
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
  ajv.addFormat('int64', { type: 'number', validate: isInt64 })
  judgeAtAGlance(ajv, 'date', isPlainDate)
  judgeAtAGlance(ajv, 'date-time', isPlainDateTime)
  // Ajv divides binary fractions, and 19.99 is then no multiple of 0.01.
  ajv.removeKeyword('multipleOf')
  // Written as code: Ajv hands an object about the place of the value to each keyword that is a function.
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    code: (cxt) => {
      const test = cxt.gen.scopeValue('func', { ref: isMultiple })
      cxt.fail(_`!${test}(${cxt.data}, ${cxt.schemaCode})`)
    },
    error: { message: 'must be a multiple', params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
  })
  ajv.addKeyword({
    keyword: stepKeyword,
    code: ({ gen }) => void gen.code(_`${gen.scopeValue('func', { ref: budget.step })}()`),
  })
  countEvaluatedItems(ajv)
  // Ajv compares each item with each other one.
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', compile: compileUniqueItems })
  return ajv
}

// The format as it is, asked only about what is not plain.
function judgeAtAGlance(ajv: Ajv2020, name: 'date' | 'date-time', isPlain: (text: string) => boolean): void {
  const format = formats.default.get(name)
  if (typeof format !== 'object' || format instanceof RegExp || !isTextCheck(format.validate)) return
  const { validate } = format
  ajv.addFormat(name, (text: string) => isPlain(text) || validate(text))
}

function isTextCheck(validate: unknown): validate is (text: string) => boolean {
  return typeof validate === 'function'
}

// Ajv notes how many items the branches of a schema have looked at, and `true` for all of them or nothing where no branch did; it
// then compares the length of the list with that.
function countEvaluatedItems(ajv: Ajv2020): void {
  const definition = ajv.getKeyword('unevaluatedItems')
  if (typeof definition !== 'object' || !('code' in definition)) return
  const { keyword, type, schemaType, error, code } = definition
  ajv.removeKeyword('unevaluatedItems')
  ajv.addKeyword({
    keyword,
    type,
    schemaType,
    ...(error && { error }),
    code: (cxt) => {
      const { items } = cxt.it
      if (items instanceof Name)
        cxt.gen.assign(items, _`${items} === true ? ${cxt.data}.length : ${items} || 0`)
      code(cxt)
    },
  })
}

function compileUniqueItems(isUnique: boolean): DataValidateFunction {
  const validate: DataValidateFunction = (items: readonly Json[]) => {
    const equal = isUnique ? equalItems(items) : undefined
    if (equal === undefined) return true
    validate.errors = [{ keyword: 'uniqueItems', params: { j: equal[0], i: equal[1] } }]
    return false
  }
  return validate
}

// The largest one is written 9223372036854775807, and a number holds that as 2 ** 63.
function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 63
}

// The normal form only holds patterns that compile.
function toRegExp(source: string): Pattern {
  return compilePattern(source) ?? /(?:)/
}

function* referencesIn(schema: Schema): Generator<string> {
  if (typeof schema !== 'boolean' && schema.$ref !== undefined) yield schema.$ref
  for (const child of subschemas(schema)) yield* referencesIn(child)
}
