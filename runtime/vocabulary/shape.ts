// What is known about a value before there is one: the type of a name in expressions.
import { type Kind, kindName } from '../expressions/values.js'

/**
 * A type, of which as much is made as somebody asks for, so that recursive schemas are no matter. JSON texts are `text`
 * whatever their format; `time` is what `now` is (in results it becomes text), `duration` and `optional` only exist inside
 * expressions.
 */
export type Shape =
  | { readonly kind: 'any' }
  /** `values`: the only ones it can have; comparing with another one is a mistake. */
  | { readonly kind: 'text'; readonly values?: readonly string[] }
  | { readonly kind: 'number' | 'boolean' | 'null' | 'time' | 'duration' }
  | { readonly kind: 'list'; items(): Shape }
  | ObjectShape
  | { readonly kind: 'optional'; value(): Shape }
  | { readonly kind: 'union'; readonly members: readonly Shape[] }

export interface ObjectShape {
  readonly kind: 'object'
  /** The type of a property, whether or not it is optional; undefined where none of that name is known. */
  property(name: string): Shape | undefined
  /** The properties that are known. */
  names(): readonly string[]
  /** True when it may have others, of any type. */
  readonly isOpen: boolean
}

export const anyShape: Shape = { kind: 'any' }
export const textShape: Shape = { kind: 'text' }

/** A shape that is no union. */
export type SingleShape = Exclude<Shape, { kind: 'union' }>

/** Most alternatives of a union that are looked at. */
const maxMembers = 100

/** The alternatives of a shape; a shape that is no union is its only one. */
export function alternatives(shape: Shape): readonly SingleShape[] {
  const found: SingleShape[] = []
  const pending: Shape[] = [shape]
  for (let next = pending.pop(); next !== undefined && found.length < maxMembers; next = pending.pop()) {
    if (next.kind === 'union') pending.push(...next.members)
    else found.push(next)
  }
  return found
}

/** One shape for values of several: `any` where one of them is, or where there is none. */
export function unionOf(shapes: readonly Shape[]): Shape {
  const members = shapes.flatMap(alternatives)
  const [first, ...others] = members
  if (first === undefined || members.some(({ kind }) => kind === 'any')) return anyShape
  const isPlain = first.kind !== 'list' && first.kind !== 'object' && first.kind !== 'optional'
  if (others.length === 0 || (isPlain && first.kind !== 'text' && others.every((o) => o.kind === first.kind)))
    return first
  return { kind: 'union', members }
}

/** The kinds that a value can have; undefined when that is not known. */
export function kindsOf(shape: Shape): readonly Kind[] | undefined {
  const kinds = new Set<Kind>()
  for (const member of alternatives(shape)) {
    if (member.kind === 'any') return undefined
    kinds.add(member.kind)
  }
  return [...kinds]
}

/** True when a value can be of one of these kinds. */
export function canBe(shape: Shape, wanted: readonly Kind[]): boolean {
  return kindsOf(shape)?.some((kind) => wanted.includes(kind)) ?? true
}

/** What a value is, for messages: `text`, `text or null`. */
export function describeShape(shape: Shape): string {
  return kindsOf(shape)?.map(kindName).join(' or ') ?? 'anything'
}

/** What is reached for in a list: its members, of whatever alternative. */
export function itemsOf(shape: Shape): Shape {
  return unionOf(alternatives(shape).map((member) => (member.kind === 'list' ? member.items() : anyShape)))
}

/** The value of an expression as the JSON that a template makes of it: what optionals hold; text for durations. */
export function resultOf(shape: Shape): Shape {
  const results = alternatives(shape).map((member): Shape => {
    if (member.kind === 'duration') return textShape
    return member.kind === 'optional' ? resultOf(member.value()) : member
  })
  return unionOf(results)
}
