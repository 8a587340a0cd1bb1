// Which names expressions can use at a place, and of which type their values are.
import { anyShape, type ObjectShape, type Shape, unionOf } from '@mockgen/runtime/vocabulary'
import type { Action } from '../declared/declared-action.js'
import type { DeclaredStep } from '../declared/declared-steps.js'
import type { Group } from '../group.js'
import { nullable, type Shapes } from './expression-shapes.js'

/** Types by name. */
export type Values = ReadonlyMap<string, Shape>

/** The names inside an action: those around it, the record as it is, and the key that a new one is given. */
export function actionNames(shapes: Shapes, group: Group, action: Action, around: Values): Values {
  const record = shapes.record(group)
  const names = new Map(around)
  if (action === 'read' || action === 'update' || action === 'delete') names.set('current', record)
  if (action === 'upsert') names.set('current', nullable(record))
  if (action === 'create' || action === 'upsert') names.set('id', keyShape(record, group))
  return names
}

/** The names after an action: those inside it, and what it gave. */
export function resultNames(shapes: Shapes, group: Group, action: Action, inside: Values): Values {
  const record = shapes.record(group)
  const names = new Map(inside)
  switch (action) {
    case 'list':
      names.set('entities', { kind: 'list', items: () => record })
      names.set('total', { kind: 'number' })
      names.set('hasMore', { kind: 'boolean' })
      names.set('limit', { kind: 'number' })
      names.set('offset', { kind: 'number' })
      return names
    case 'count':
      names.set('total', { kind: 'number' })
      names.set('counts', { kind: 'object', property: () => undefined, names: () => [], isOpen: true })
      return names
    case 'delete':
      names.set('deleted', { kind: 'number' })
      break
    default:
  }
  names.set('entity', record)
  names.set('id', keyShape(record, group))
  return names
}

/** The name that a step gives to its result, if it does. */
export function namedResult(shapes: Shapes, step: DeclaredStep, group: Group): Values {
  const { as, action, forEach, when, options } = step
  if (as === undefined) return new Map()
  const record = shapes.record(group)
  const isCleared = action === 'delete' && step.key === undefined && options.where !== undefined
  const one: Shape =
    action === 'count' || isCleared
      ? { kind: 'number' }
      : action === 'list'
        ? { kind: 'list', items: () => record }
        : record
  // A step that is left out has null as its result.
  const result = when === undefined ? one : nullable(one)
  return new Map([[as, forEach === undefined ? result : { kind: 'list', items: () => result }]])
}

/** What the members of a list are; anything where the list is not known. */
export function membersOf(shape: Shape): Shape {
  if (shape.kind === 'list') return shape.items()
  if (shape.kind === 'optional') return membersOf(shape.value())
  if (shape.kind !== 'union') return anyShape
  return unionOf(shape.members.filter(({ kind }) => kind !== 'null').map(membersOf))
}

/** True for a value that can be a list. */
export function canBeList(shape: Shape): boolean {
  if (shape.kind === 'union') return shape.members.some(canBeList)
  if (shape.kind === 'optional') return canBeList(shape.value())
  return shape.kind === 'list' || shape.kind === 'any'
}

function keyShape(record: ObjectShape, { subject }: Group): Shape {
  return record.property(subject.key) ?? anyShape
}
