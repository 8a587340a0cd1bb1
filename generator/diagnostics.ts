// Diagnostics: what is wrong with the user's document or folder, as data. Printing them is the command line's business.
import type { Place } from './model.js'

/** Every diagnostic the generator can give, with what the user can do in general. Codes never change their meaning. */
export const diagnosticCodes = {
  MOCKGEN_FILE_NOT_FOUND: 'the document does not exist',
  MOCKGEN_FILE_UNREADABLE: 'the document cannot be read',
  MOCKGEN_FILE_TOO_LARGE: 'the document is larger than 64 MiB',
  MOCKGEN_SYNTAX: 'the document is not well-formed JSON or YAML',
  MOCKGEN_LIMIT: 'the document is nested too deeply or expands too far',
  MOCKGEN_NOT_OPENAPI: 'the document is not OpenAPI',
  MOCKGEN_UNSUPPORTED_VERSION: 'this version of OpenAPI is not supported',
  MOCKGEN_UNSUPPORTED: 'a part of the document is valid, but mockgen cannot carry it out',
  MOCKGEN_SCHEMA: 'the document does not follow the OpenAPI specification',
  MOCKGEN_REF_NOT_FOUND: 'a reference leads nowhere',
  MOCKGEN_REF_FOREIGN: "a reference leaves the document's folder",
  MOCKGEN_REF_REMOTE: 'a document on the network may not be fetched, or cannot be',
  MOCKGEN_CONTRACT_PIN: 'a document on the network, or the copy of one, is not the one that is pinned',
  MOCKGEN_DUPLICATE_OPERATION_ID: 'two operations have the same operationId',
  MOCKGEN_PATH_PARAMETER: 'path template and path parameters do not match',
  MOCKGEN_SHARED_PATH: 'no request can tell two operations on one path apart',
  MOCKGEN_PERSISTENCE: 'x-persistence is not understood',
  MOCKGEN_UNKNOWN_ENTITY: 'x-persistence names an entity that does not exist',
  MOCKGEN_UNKNOWN_PROPERTY: 'x-persistence names a property or parameter that does not exist',
  MOCKGEN_UNKNOWN_KEY: 'x-persistence has a key that is not in its vocabulary',
  MOCKGEN_UNKNOWN_ACTION: 'x-persistence names an action that does not exist',
  MOCKGEN_EXAMPLE: 'an example or a default is not valid for its own schema',
  MOCKGEN_UNKNOWN_FORMAT:
    'x-persistence names a format or a JSON Schema keyword, or it or x-faker a kind of made-up data, that does not exist',
  MOCKGEN_VALUE: 'a value in x-persistence has the wrong type or is out of range',
  MOCKGEN_EXPRESSION: 'an expression in x-persistence is wrong',
  MOCKGEN_LIFECYCLE: 'a lifecycle contradicts itself or the contract',
  MOCKGEN_RELATION_CYCLE: 'required relationships form a circle, so that no record could ever be created',
  MOCKGEN_TWO_SPELLINGS: 'x-persistence says one thing in two spellings',
  MOCKGEN_SEED: 'a seed is not records of the entities',
  MOCKGEN_OVERLAY: 'an overlay is not understood',
  MOCKGEN_CONFIG: 'mockgen.json is not understood',
  MOCKGEN_OUTPUT_NOT_OURS: 'the output folder holds files that mockgen did not write',
  MOCKGEN_OUTPUT_UNWRITABLE: 'the output folder cannot be written',
  MOCKGEN_OUTPUT_BUSY: 'another mockgen is writing to the output folder',
  MOCKGEN_OUTPUT_INTERRUPTED:
    'a run that wrote to the output folder did not end, and has to be completed first',
  MOCKGEN_CONFLICT: 'a generated file was changed by hand',
  MOCKGEN_RUNTIME_MISSING: 'the packed runtime is not part of this installation',
} as const

export type DiagnosticCode = keyof typeof diagnosticCodes

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly code: DiagnosticCode
  /** What was expected, what was found, without the place. */
  readonly message: string
  /** What to do about it. */
  readonly remedy?: string
  /** JSON pointer in the bundled document. */
  readonly pointer?: string
  readonly place?: Place
}

/** Thrown by a stage that cannot go on; carries everything that was found. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.message}`).join('\n'))
    this.name = 'DiagnosticError'
    this.diagnostics = diagnostics
  }
}

/** Errors before warnings, each in the order in which they stand in their files; what has no place comes last. */
export function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(comparePlaces)
  const errors = sorted.filter(({ severity }) => severity === 'error')
  return [...errors, ...sorted.filter(({ severity }) => severity === 'warning')]
}

function comparePlaces({ place: left }: Diagnostic, { place: right }: Diagnostic): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined)
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.line - right.line || left.column - right.column
}
