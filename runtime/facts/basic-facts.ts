// What all tables of facts are made of: methods, pointers, templates.
import type { Json } from '../json.js'

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace'

/** An RFC 6901 pointer into a request or response body; `''` is the whole body. */
export type BodyPointer = string

/**
 * A JSON value in whose strings `{{ … }}` holds CEL expressions. A string that is one expression becomes its value, of
 * whatever type; expressions inside other text are written into it.
 */
export type Template = Json

/** A CEL expression that is true or false, without braces. */
export type Condition = string
