// The contract at run time: the port between the bundled document and everything that asks about it.
import type { IncomingHttpHeaders } from 'node:http'
import type { Violation } from '../errors.js'
import type { Method } from '../facts.js'
import type { FormField } from '../form-fields.js'
import type { Random } from '../ids.js'
import type { Json, JsonObject } from '../json.js'

/** What arrived, before it is decoded. */
export interface RawParameters {
  /** Path parameters as they stand in the URL, still percent-encoded. */
  readonly path: Readonly<Record<string, string>>
  /** The query string without its question mark, still percent-encoded. */
  readonly query: string
  readonly headers: IncomingHttpHeaders
}

/** Decoded and validated parameters, by name as the contract spells it. Absent ones are absent or have their default. */
export interface Parameters {
  readonly path: JsonObject
  readonly query: JsonObject
  readonly headers: JsonObject
  readonly cookies: JsonObject
}

/** What the fields of a form mean together, and which parts have a media type that the contract does not allow. */
export interface FormReading {
  readonly value: JsonObject
  readonly violations: readonly Violation[]
}

/** What tells the bodies that a schema describes from others. */
export interface BodyLikeness {
  /** Properties that a body must have or that allow only a few values. */
  readonly required: number
  /** How many properties of a value the schema does not declare. */
  unknown(value: Json): number
}

/** What tells requests with an operation's parameters from others. */
export interface ParameterLikeness {
  /** Path parameters that not every text is valid for. */
  readonly selective: number
  /** Required parameters in query, headers and cookies. */
  readonly required: number
  /** How many names of a raw query the operation does not declare. */
  unknown(query: string): number
}

/** A declared body: its media type as the contract writes it, and whether its schema, if any, holds. */
export interface BodyContract {
  readonly mediaType: string
  /**
   * Where the Schema Object stands in the contract once its references are followed (`#/components/schemas/Book`), or
   * undefined when the media type has no schema. Equal schemas have equal pointers.
   */
  readonly pointer: string | undefined
  /** The violations of a value, with pointers relative to it; empty when it is valid. */
  validate(value: Json): readonly Violation[]
  /** What the fields of a form in a request mean. Throws MOCK_BAD_REQUEST for fields that contradict each other. */
  readForm(fields: readonly FormField[]): FormReading
  /** True for XML whose schema describes more than a text: nobody here can read such a body. */
  readonly isUnreadable: boolean
  /** What tells its bodies from those of another operation. */
  readonly likeness: BodyLikeness
  /**
   * A value with the defaults of the schema for what it lacks, inside of it too. Undefined where the schema has none.
   */
  readonly withDefaults?: ((value: Json) => Json) | undefined
  /** The media type's examples, by name; `''` for the single `example`. An object that is written as its JSON text is the object. */
  readonly examples: ReadonlyMap<string, Json>
  /**
   * A valid value: the media type's example, else one made from the schema; of a stream, one of its items. Repeatable for
   * one state of `random`. `varied`: made up even where there are examples, so that many samples differ.
   */
  sample(random: Random, how?: { readonly varied?: boolean }): Json | undefined
  /** Values for the headers that the parts of a multipart body must have; undefined where none are required. */
  samplePartHeaders(random: Random): PartHeaders | undefined
}

/** A declared header of a response. */
export interface HeaderContract {
  /** In lower case; one that HTTP allows. */
  readonly name: string
  readonly required: boolean
  /** The `format` of its schema, where it has one. */
  readonly format: string | undefined
  /** The example that the document gives, as it stands in a header; of several cookies the first. */
  readonly example: string | undefined
  /** Of Set-Cookie the cookies of the example, each of which has a header line of its own. */
  readonly cookies: readonly string[]
  /** True when the schema allows this text. */
  allows(text: string): boolean
  /** A value that the schema allows: the example, what headers of this name usually hold, or one made up. */
  sample(random: Random): string | undefined
}

/** A declared response. */
export interface ResponseContract {
  /** Status to answer with; for `2XX` and `default` a number that fits. */
  readonly status: number
  /** By media type, in the document's order; empty when the response has no body. */
  readonly bodies: readonly BodyContract[]
  /** By name, the headers that a mock may set: without Content-Type and what the way of sending decides. */
  readonly headers: ReadonlyMap<string, HeaderContract>
}

/** One way to be let in: by all of these schemes together. Empty: whoever asks is let in. */
export type SecurityRequirement = readonly SecurityScheme[]

/** What a client proves who it is by. `unchecked` are those that a mock cannot ask for. */
export type SecurityScheme = { readonly name: string } & (
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string }
  /** A scheme of the Authorization header, in lower case; `bearer` for OAuth 2 and OpenID Connect, too. */
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'unchecked'; readonly reason: string }
)

/** One operation, ready to use. Everything behind it is compiled when it is first needed. */
export interface OperationContract {
  readonly id: string
  /** A request must meet one of these; empty when it need not meet any. */
  readonly security: readonly SecurityRequirement[]
  /** Throws MockError MOCK_INVALID_REQUEST with every violation of every parameter. */
  decodeParameters(raw: RawParameters): Parameters
  /** True when requests may carry this header, named in lower case, by declaration. */
  takesHeader(name: string): boolean
  /** The reverse: parameters as a request carries them, each in its declared style. */
  encodeParameters(parameters: Parameters): RawParameters
  /** What tells its requests from those of another operation. */
  readonly likeness: ParameterLikeness
  /** True when a request without a body is refused. */
  readonly bodyRequired: boolean
  /** Declared request bodies in the document's order; empty when the operation takes none. */
  readonly requestBodies: readonly BodyContract[]
  /** The most specific declared request body for a Content-Type, undefined when none fits. */
  requestBody(contentType: string): BodyContract | undefined
  /** Status for a body that breaks the schema: 422 where the operation declares it and not 400, else 400. */
  readonly invalidStatus: 400 | 422
  /** True when any of the responses has headers. */
  readonly declaresHeaders: boolean
  /** What `responses` declares, as written (`200`, `4XX`, `default`), in the document's order. */
  readonly declaredStatuses: readonly string[]
  /** The response declared for exactly this status, its range (`4XX`) or `default`; undefined when there is none. */
  response(status: number): ResponseContract | undefined
  /**
   * The response of success: the first of `prefer` that is declared, else the first declared 2xx, else `2XX`, else a
   * redirect, else `default` as 200; 200 without a body when nothing of the kind is declared.
   */
  success(prefer: readonly number[]): ResponseContract
  /** Valid parameters and body for a request to this operation, from examples or the schemas: what tests send. */
  sampleRequest(random: Random): SampleRequest
}

/** A request that the contract says the API itself sends: of a callback, or a webhook. */
export interface OutgoingContract {
  /** What the Callback Object or the webhook is called. */
  readonly name: string
  /** Key of the Callback Object: a runtime expression, or text with some in braces. A webhook has none. */
  readonly url: string | undefined
  readonly method: Method
  /** Its request body is what the API sends: with what is readOnly, and without what is writeOnly. */
  readonly operation: OperationContract
}

/** A request that the contract allows. Parameter values are decoded; only required ones are given. */
export interface SampleRequest {
  readonly parameters: Parameters
  readonly mediaType: string | undefined
  readonly body: Json | undefined
  /** Headers that parts of a multipart body must have, by property and by name. Absent where there are none. */
  readonly partHeaders?: PartHeaders
}

/** Headers of the parts of a multipart body: by property of the form, then by name in lower case. */
export type PartHeaders = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Whose records: what the facts of an entity say about their schemas. */
export interface RecordsOf {
  /** Pointers of the schemas that describe them; the first one decides where they disagree. */
  readonly schemas: readonly string[]
  /** The properties of their key. Default: none. */
  readonly key?: string | readonly string[]
  /** JSON Schema keywords by property, besides the schemas. Default: none. */
  readonly constraints?: Readonly<Record<string, JsonObject>>
  /** Properties that are kept and never answered, besides those that the schemas mark. Default: none. */
  readonly writeOnly?: readonly string[]
}

/** The shape of an entity's records: everything completion needs to know about schemas. */
export interface RecordShape {
  /**
   * A record that satisfies the schemas: what is valid in `value` is kept, schema defaults are set, required properties
   * that are missing are made, and what no schema allows is replaced (when required) or left out.
   */
  complete(value: JsonObject, random: Random): JsonObject
  /** A whole record made up, optional properties included, that differs from those of other random states. */
  sample(random: Random): JsonObject
  /**
   * What of a record breaks the constraints of its entity, with pointers relative to it. Absent where there are none.
   */
  readonly violations?: (record: JsonObject) => readonly Violation[]
  /**
   * What of a value its schemas do not allow, with pointers relative to it; where they disagree, as far as completion would
   * mend it. Default: nothing is said.
   */
  readonly refusals?: (value: JsonObject) => readonly Violation[]
  /**
   * What the schemas say about one property, references and allOf resolved: `type` (a name, or a list of several), `format`,
   * `pattern`, `enum`, `items`, bounds, `default`, `readOnly`, `writeOnly`. Undefined when no schema knows it.
   */
  property(name: string): JsonObject | undefined
  /**
   * What the schemas ask of stored data; worked out when it is first asked for. Default: nobody can say, and no schema is
   * ever another one.
   */
  readonly schema?: () => RecordSchema
  /** Names of the properties that clients cannot write (`readOnly: true`). */
  readonly readOnly: readonly string[]
  /**
   * What a client sent, with what is readOnly inside of its properties as it is in the stored record: left out where that has
   * nothing of the kind. An item of a list is the stored one that has the same readOnly value. Absent where nothing nested is readOnly.
   */
  readonly withServerOwned?: (sent: JsonObject, stored: JsonObject) => JsonObject
  /** Names of the top-level properties that are never answered: `writeOnly: true`, or said of the records. */
  readonly writeOnly: readonly string[]
  /** A record without what is never answered, inside of it too. Absent where there is nothing of the kind. */
  readonly visible?: (record: JsonObject) => JsonObject
}

/** What the schemas of a kind of record ask of stored data. */
export interface RecordSchema {
  /** 16 hexadecimal digits: the same for schemas that say the same, whatever their descriptions and examples. */
  readonly hash: string
  /** Names of the top-level properties that some schema knows, sorted. */
  readonly properties: readonly string[]
}

/** How one operation shows records: from the stored JSON to what its response schema allows. */
export interface RecordView {
  /** True when the stored text may be answered as it is. */
  readonly verbatim: boolean
  /** The record as the response's schema allows it: unknown properties are cut where the schema closes the object. */
  show(record: JsonObject): JsonObject
}

/** Something in the document that was ignored, because it cannot be understood. */
export interface ContractProblem {
  /** Where the schema stands in the contract. */
  readonly pointer: string
  readonly reason: string
}

/** Is told a problem, once, when it is found. */
export type TellProblem = (problem: ContractProblem) => void

/** The whole contract. */
export interface Contract {
  readonly document: JsonObject
  /** What was ignored so far; schemas are read when they are first needed, so the list grows. */
  readonly problems: readonly ContractProblem[]
  /** The operation of an operationId; throws when the contract has none. */
  operation(id: string): OperationContract
  /** The callbacks of an operation, in the document's order; at most 100. */
  callbacks(id: string): readonly OutgoingContract[]
  /** The webhooks, by name: `webhooks` of OpenAPI 3.1, or `x-webhooks`. Of several methods the POST, else the first. */
  readonly webhooks: ReadonlyMap<string, OutgoingContract>
  /**
   * Where a body of the schema at `pointer` holds what one of `schemas` describes: `''` for the whole, `/data` in an envelope.
   * Undefined where it does not, as far as the schemas say so by reference.
   */
  placeIn(pointer: string | undefined, schemas: readonly string[]): string | undefined
  /**
   * The shape of these records. What is made up keeps to their constraints, too; what came with a record is not changed because
   * of them.
   */
  shape(records: RecordsOf): RecordShape
  /**
   * How a body of the schema at `pointer` shows these records. `at` is where a record stands in the body: `''` for the
   * whole, `/data`, `/items/0` for the items of a list. The properties of their key are shown as they are, also where the
   * schema of the body refuses them: whoever follows them must find the record.
   */
  view(pointer: string | undefined, at: string, records: RecordsOf): RecordView
  /** Asks JSON Schema keywords of values; the violations have pointers relative to the value. */
  constraint(keywords: JsonObject): (value: Json) => readonly Violation[]
  /** A schema of the document with its references followed, as written; undefined for booleans and what leads nowhere. */
  resolveSchema(schema: Json | undefined): JsonObject | undefined
}
