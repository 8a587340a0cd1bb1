// What a smoke test has to know of schemas: what an answer shows, what a request may set.
import type { CreateFacts, JsonObject } from '@mockgen/runtime'
import { child, tokensOf } from '../../pointers.js'
import type { Operation } from '../../read/operations.js'
import type { Schemas, SchemaView } from '../../read/schema-view.js'
import type { EntityOperations } from './entity-operations.js'

type RecordPlace = Pick<CreateFacts, 'output' | 'outputKey'>

/** Schemas of the contract as a smoke test asks for them. */
export interface SmokeSchemas {
  /** The record in the JSON answer of success, `output` being its place there; undefined when there is none. */
  answered(operation: Operation, prefer: readonly number[], output?: string): SchemaView | undefined
  /**
   * Where an answer of success tells the key as records have it: in the record at `output`, or beside it at `outputKey`. Undefined
   * where it does not.
   */
  keyPlace(
    operation: Operation,
    prefer: readonly number[],
    place: RecordPlace,
    entity: Pick<EntityOperations, 'entity' | 'key'>,
  ): readonly string[] | undefined
  /** The record in the request body; undefined when the operation takes no JSON or form. */
  requested(operation: Operation, input?: string): SchemaView | undefined
  property(of: SchemaView, name: string): SchemaView | undefined
  items(of: SchemaView): SchemaView | undefined
  /** The name of a property that can be set to `text` and is answered as it was set; not one of `except`. */
  changeable(
    request: SchemaView,
    answer: SchemaView,
    text: string,
    except: ReadonlySet<unknown>,
  ): string | undefined
}

export function createSmokeSchemas(document: JsonObject, schemas: Schemas): SmokeSchemas {
  function at(view: SchemaView | undefined, pointer = ''): SchemaView | undefined {
    return tokensOf(pointer).reduce<SchemaView | undefined>(
      (found, name) => found && schemas.property(found, name),
      view,
    )
  }

  function keywords(view: SchemaView): JsonObject {
    return child({ pointer: '', value: document }, ...tokensOf(view.pointer))?.value ?? {}
  }

  function takes(view: SchemaView | undefined, text: string): boolean {
    if (view?.type !== 'string' || view.format !== undefined || view.enum !== undefined || view.readOnly)
      return false
    const { type, pattern, minLength = 0, maxLength = text.length, const: only } = keywords(view)
    const fits = Number(minLength) <= text.length && Number(maxLength) >= text.length
    // Without a type of its own the schema is composed, and more may hold than these keywords say.
    return type !== undefined && pattern === undefined && only === undefined && fits
  }

  const answered: SmokeSchemas['answered'] = (operation, prefer, output) =>
    at(operation.success(prefer)?.schema, output)

  return {
    answered,
    keyPlace(operation, prefer, { output = '', outputKey }, { entity, key }) {
      if (outputKey === undefined) {
        const isShown = answered(operation, prefer, output)?.properties.has(key) === true
        return isShown ? [...tokensOf(output), key] : undefined
      }
      // Beside the record it may be the text of a number.
      const isCounted = answered(operation, prefer, outputKey)?.type !== 'string'
      return isCounted === (entity.facts.generateKey === 'increment') ? tokensOf(outputKey) : undefined
    },
    requested: (operation, input) => at(operation.body(), input),
    property: schemas.property,
    items: schemas.items,
    changeable(request, answer, text, except) {
      return [...request.properties.keys()].find(
        (name) =>
          !except.has(name) &&
          takes(schemas.property(request, name), text) &&
          takes(schemas.property(answer, name), text),
      )
    },
  }
}
