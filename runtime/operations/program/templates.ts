// Values that a declaration gives as templates, in the types that the records port takes.
import type { KeyValue, RecordKey, Scope } from '../../entities/records.js'
import {
  compileTemplate,
  conditionUsesIds,
  conditionUsesName,
  type TemplateOptions,
  usesIds,
  usesName,
} from '../../expressions/expressions.js'
import type { Template } from '../../facts.js'
import type { Json } from '../../json.js'
import { toKey } from '../operation-request.js'
import type { Expressions } from './declared-expressions.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'

/** Longest life of a record: 100 years, in seconds. */
const maxTtl = 100 * 366 * 86_400

/** Gives a value in each run. */
export type Evaluate<T> = (run: Run) => T

/** Compiles the templates of one operation; `at` is always the pointer of the template in the document. */
export class Templates {
  readonly #options: TemplateOptions

  /** `path` is the operation's path template: `{petId}` in a text is its parameter. */
  constructor(path: string) {
    this.#options = { pathParameters: [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name) }
  }

  /**
   * A value; undefined where the template is one expression that has none. `encodeParameters` is for URLs: `{petId}` becomes a
   * segment of a path.
   */
  value(
    template: Template,
    at: string,
    options: Pick<TemplateOptions, 'encodeParameters'> = {},
  ): Evaluate<Json | undefined> {
    const evaluate = compileTemplate(template, at, { ...this.#options, ...options })
    return (run) => evaluate(run.scope)
  }

  /** A value for the client: records in it are shown without what is never answered, unless it is named. */
  answer(
    template: Template,
    at: string,
    options: Pick<TemplateOptions, 'encodeParameters'> = {},
  ): Evaluate<Json | undefined> {
    const evaluate = compileTemplate(template, at, { ...this.#options, ...options })
    return (run) => evaluate(run.shown)
  }

  /** A value that must be there: MOCK_EXPRESSION when it is not. */
  required(template: Template, at: string): Evaluate<Json> {
    const evaluate = this.value(template, at)
    return (run) => {
      const value = evaluate(run)
      if (value !== undefined) return value
      throw refusal('MOCK_EXPRESSION', at, 'the expression has no value')
    }
  }

  /** The key of a record; undefined where it has no value. */
  key(key: Template | readonly Template[], at: string): Evaluate<RecordKey | undefined> {
    return isList(key) ? this.scope(key, at) : this.#keyPart(key, at)
  }

  /** The values of a scope. */
  scope(values: readonly Template[], at: string): Evaluate<Scope> {
    const parts = values.map((value, i) => this.#keyPart(value, `${at}/${i}`))
    return (run) => parts.map((part, i) => part(run) ?? wrongKey(`${at}/${i}`))
  }

  /** Milliseconds that a record lives. MOCK_EXPRESSION for what is no number of seconds that a record can live. */
  ttlMs(ttl: Template, at: string): Evaluate<number> {
    const evaluate = this.required(ttl, at)
    return (run) => {
      const value = evaluate(run)
      const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (typeof seconds === 'number' && seconds > 0 && seconds <= maxTtl) return Math.ceil(seconds * 1000)
      const message = `a life of ${JSON.stringify(value)} seconds is none that a record can have`
      throw refusal('MOCK_EXPRESSION', at, message)
    }
  }

  /** True when one of the expressions uses the name. */
  uses(name: string, { templates, conditions }: Expressions): boolean {
    return (
      templates.some((template) => template !== undefined && usesName(template, name, this.#options)) ||
      conditions.some((condition) => condition !== undefined && conditionUsesName(condition, name))
    )
  }

  /** True when one of the expressions makes identifiers. */
  makesIds({ templates, conditions }: Expressions): boolean {
    return (
      templates.some((template) => template !== undefined && usesIds(template, this.#options)) ||
      conditions.some((condition) => condition !== undefined && conditionUsesIds(condition))
    )
  }

  #keyPart(template: Template, at: string): Evaluate<KeyValue | undefined> {
    const evaluate = this.value(template, at)
    return (run) => {
      const value = evaluate(run)
      return value === undefined || value === null ? undefined : (toKey(value) ?? wrongKey(at))
    }
  }
}

function wrongKey(at: string): never {
  throw refusal('MOCK_EXPRESSION', at, 'what should be a key is neither text nor a number')
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
