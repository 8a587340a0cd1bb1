// The ApiModel: everything that later stages know about a contract. Frozen; made by `read`, used by plan and render.
import type {
  EntityFacts,
  Json,
  JsonObject,
  OperationFacts,
  SettingsFacts,
  WebhookFacts,
} from '@mockgen/runtime'
import type { Diagnostic } from './diagnostics.js'

/** A loaded document: bundled, upgraded to 3.x, with every operation named. */
export interface LoadedDocument {
  /** Path of the entry file as the user gave it, for messages. */
  readonly file: string
  /** SHA-256 of the bundled document as it is written, hex. */
  readonly hash: string
  /** The bundled document: OpenAPI 3.0 or 3.1, references only inside itself, every operation with an operationId. */
  readonly document: JsonObject
  /** Names of the environment variables that expressions may read, from `mockgen.json`. */
  readonly env: readonly string[]
  /** The files of records that x-persistence names, by the pointer of the text that does. */
  readonly seedFiles?: ReadonlyMap<string, SeedFile>
  /** Where the value at a JSON pointer of the bundled document stands in the sources; undefined when it is not known. */
  locate(pointer: string): Place | undefined
}

/** A file of records: what it says, or why it cannot be read. */
export type SeedFile =
  | {
      readonly ok: true
      readonly value: Json
      /** Where the value at these reference tokens stands. */
      locate(tokens: readonly string[]): Place
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A place in a source file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ApiModel {
  readonly title: string
  readonly version: string
  /** In the document's order, by operationId. */
  readonly operations: readonly OperationModel[]
  /** In order of first use. */
  readonly entities: readonly EntityModel[]
  /** In the document's order. */
  readonly webhooks: readonly WebhookModel[]
  readonly settings: SettingsFacts
  /** The records that every sandbox begins with, by entity: inline in the document, or from the files that it names. */
  readonly seeds: Readonly<Record<string, readonly JsonObject[]>>
}

export interface OperationModel {
  readonly id: string
  /** JSON pointer of the operation in the bundled document. */
  readonly pointer: string
  readonly tag: string | undefined
  readonly summary: string | undefined
  readonly facts: OperationFacts
  readonly origin: Origin
  /** Why it does what it does, a short sentence for `explain`: "item of /pets; key petId is the property id". */
  readonly reason: string
}

export interface WebhookModel {
  readonly name: string
  /** JSON pointer of its operation in the bundled document. */
  readonly pointer: string
  readonly facts: WebhookFacts
  readonly origin: Origin
  /** Why it is sent when it is, a short sentence for `explain`. */
  readonly reason: string
}

/** A rule that holds for records, and where it comes from, for `explain`. */
export interface ConstraintModel {
  /** "unique email", "authorId refers to authors, deleting cascades", "ttl 3600 s". */
  readonly text: string
  /** JSON pointer in the bundled document of what says so. */
  readonly pointer: string
}

export interface EntityModel {
  readonly name: string
  readonly facts: EntityFacts
  readonly origin: Origin
  readonly constraints: readonly ConstraintModel[]
}

/** Declared by x-persistence, inferred from the shape of the contract, or neither. */
export type Origin = 'declared' | 'inferred' | 'none'
