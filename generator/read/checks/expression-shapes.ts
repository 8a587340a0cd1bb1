// What expressions can see, as types: schemas of the contract, the records of entities, the parts of a request.
import type { JsonObject } from '@mockgen/runtime'
import { anyShape, type ObjectShape, type Shape, textShape, unionOf } from '@mockgen/runtime/vocabulary'
import { own, resolve } from '../../pointers.js'
import type { DeclarationSource } from '../declared/declared-entities.js'
import type { Group } from '../group.js'
import { type Operation, type Parameter, pathParameters } from '../operations.js'
import type { Schemas, SchemaView } from '../schema-view.js'

/** The types of one document. Each is made when somebody asks for it, so that schemas may contain themselves. */
export interface Shapes {
  of(view: SchemaView | undefined): Shape
  /** A record of an entity: everything that its operations send and answer. */
  record(group: Group): ObjectShape
  /** What `request` is in the expressions of an operation. */
  request(operation: Operation): ObjectShape
}

/** Opens the types of a document. */
export function createShapes({ document, schemas }: DeclarationSource): Shapes {
  const made = new Map<string, Shape>()

  function of(view: SchemaView | undefined): Shape {
    if (view === undefined) return anyShape
    const known = made.get(view.pointer)
    if (known !== undefined) return known
    const shape = view.nullable ? unionOf([present(view), { kind: 'null' }]) : present(view)
    made.set(view.pointer, shape)
    return shape
  }

  function present(view: SchemaView): Shape {
    switch (view.type) {
      case 'string':
        return { kind: 'text', ...valuesOf(view) }
      case 'integer':
      case 'number':
        return { kind: 'number' }
      case 'boolean':
        return { kind: 'boolean' }
      case 'array':
        return { kind: 'list', items: () => of(schemas.items(view)) }
      case 'object':
        return object([view])
      case undefined:
        return anyShape
    }
  }

  function object(views: readonly SchemaView[], more: Readonly<Record<string, Shape>> = {}): ObjectShape {
    const names = new Set([...views.flatMap((view) => [...view.properties.keys()]), ...Object.keys(more)])
    return {
      kind: 'object',
      names: () => [...names],
      property: (name) =>
        Object.hasOwn(more, name)
          ? more[name]
          : names.has(name)
            ? of(propertyIn(schemas, views, name))
            : undefined,
      isOpen: names.size === 0 || views.some((view) => isOpen(document, view)),
    }
  }

  return {
    of,
    record: ({ subject, bound }) => {
      const others = bound.flatMap(({ schema, request }) => [schema, request])
      const views = [subject.record, ...others].filter((view) => view !== undefined)
      const isKnown = views.some((view) => view.properties.size > 0)
      return object(
        views,
        isKnown && !subject.record.properties.has(subject.key) ? { [subject.key]: anyShape } : {},
      )
    },
    request: (operation) => requestShape(operation, of),
  }
}

/** An object of exactly these names; of any when `isOpen`. */
export function namedShape(values: Iterable<readonly [string, Shape]>, isOpen = false): ObjectShape {
  const properties = new Map(values)
  return {
    kind: 'object',
    property: (name) => properties.get(name),
    names: () => [...properties.keys()],
    isOpen,
  }
}

/** A value that may be null, too. */
export function nullable(shape: Shape): Shape {
  return unionOf([shape, { kind: 'null' }])
}

function valuesOf({ enum: values, nullable: isNullable }: SchemaView): {
  readonly values?: readonly string[]
} {
  const texts = (values ?? []).filter((value) => typeof value === 'string')
  const isWhole = texts.length + (isNullable && values?.includes(null) ? 1 : 0) === values?.length
  return texts.length > 0 && isWhole ? { values: texts } : {}
}

// The first of several schemas that says something about a property.
function propertyIn(schemas: Schemas, views: readonly SchemaView[], name: string): SchemaView | undefined {
  const holder = views.find((view) => view.properties.has(name))
  return holder && schemas.property(holder, name)
}

// Schemas are open unless they say otherwise (JSON Schema), but one that lists its properties means these; others are meant
// where it says so.
function isOpen(document: JsonObject, { pointer }: SchemaView): boolean {
  const at = pointer === '' ? undefined : resolve(document, { pointer: '', value: { $ref: `#${pointer}` } })
  const more = at && own(at.value, 'additionalProperties')
  const patterns = at && own(at.value, 'patternProperties')
  return (more !== undefined && more !== false) || patterns !== undefined
}

function requestShape(operation: Operation, of: Shapes['of']): ObjectShape {
  const parametersIn = (place: string) => operation.parameters.filter((parameter) => parameter.in === place)
  const shapes = (parameters: readonly Parameter[]) =>
    parameters.map(({ name, schema }) => [name, schema ? of(schema) : anyShape] as const)
  const path = new Map<string, Shape>(pathParameters(operation.path).map((name) => [name, textShape]))
  for (const [name, shape] of shapes(parametersIn('path'))) path.set(name, shape)
  const body = operation.body()
  return namedShape([
    ['method', textShape],
    ['path', namedShape(path)],
    ['query', namedShape(shapes(parametersIn('query')))],
    // A request may have any header, and any cookie.
    ['headers', namedShape(shapes(parametersIn('header')), true)],
    ['cookies', namedShape(shapes(parametersIn('cookie')), true)],
    ['body', body === undefined ? anyShape : of(body)],
  ])
}
