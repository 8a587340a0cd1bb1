// Every dialect becomes one that later stages read: OpenAPI 3.0 or 3.1. Bundled documents come in, so one walk sees everything.
import type { JsonObject } from '@mockgen/runtime'
import type { PointedFinding } from '../check-operations.js'
import type { Dialect } from '../check-version.js'
import { simplify32 } from './simplify-32.js'
import { convertSwagger } from './swagger.js'

/** A document of OpenAPI 3.0 or 3.1 that was made of another one. */
export interface Upgraded {
  readonly document: JsonObject
  /** What cannot be carried over; the tokens are those of the document that was given. */
  readonly findings: readonly PointedFinding[]
  /** The reference tokens of the given document at which the value at tokens of the new one, or a parent of it, stood. */
  before(tokens: readonly string[]): readonly string[]
}

/** Swagger 2.0 becomes OpenAPI 3.0, 3.2 becomes 3.1; the others stay as they are. Never throws for what the document says. */
export function upgrade(document: JsonObject, dialect: Dialect): Upgraded {
  switch (dialect) {
    case '2.0':
      return convertSwagger(document)
    case '3.2':
      return simplify32(document)
    case '3.0':
    case '3.1':
      return { document, findings: [], before: (tokens) => tokens }
  }
}
