// What operations are made of: a request on its way, what is done with it, and the layers around that.
import type { Outbox } from '../callbacks/outbox.js'
import type { Contract, OperationContract } from '../contract/contract.js'
import type { EntityTransaction } from '../entities/entities.js'
import type { Records } from '../entities/records.js'
import type { EntitiesFacts, OperationFacts, OperationsFacts, SettingsFacts } from '../facts.js'
import type { AnyHandler } from '../handler.js'
import type { Exchange } from '../http/exchange.js'
import type { Reply } from '../http/reply.js'
import type { Random } from '../ids.js'
import type { JsonObject } from '../json.js'
import type { Logger } from '../logger.js'
import type { OpenSpace } from '../sandboxes/open-space.js'
import type { Sandbox } from '../sandboxes/sandbox.js'
import type { Sandboxes } from '../sandboxes/sandboxes.js'
import type { AfterCommit } from './after-commit/after-commit.js'
import type { CachedAnswers } from './cache/cached-answers.js'
import type { ContractViolations } from './contract-violations.js'
import type { FollowedRequests } from './followed-requests.js'
import type { OperationRequest } from './operation-request.js'

/** What operations are made from. */
export interface OperationParts {
  readonly contract: Contract
  readonly operations: OperationsFacts
  readonly entitiesFacts: EntitiesFacts
  readonly settings: SettingsFacts
  /** False: nobody is asked for credentials. */
  readonly checkSecurity: boolean
  /** How long others wait for who carries out a request with the same Idempotency-Key, in milliseconds of real time. */
  readonly idempotencyLeaseMs: number
  readonly sandboxes: Sandboxes
  readonly handlers: ReadonlyMap<string, AnyHandler>
  /** The answers that operations with `cache` have kept. */
  readonly cache: CachedAnswers
  /** What answers have broken of the contract. */
  readonly violations: ContractViolations
  readonly followed: FollowedRequests
  /** Callbacks and webhooks are sent by it. */
  readonly outbox: Outbox
  /** Makes what clients want made up anew. */
  readonly variety: () => Random
  readonly bodyLimitBytes: number
  readonly log: Logger
}

/** What one operation is made from. */
export interface OneOperation {
  readonly operation: OperationContract
  /** Undefined for an operation that the facts do not know. */
  readonly facts: OperationFacts | undefined
  readonly parts: OperationParts
}

/** A request to an operation, read and valid, in its sandbox. */
export interface Call {
  readonly request: OperationRequest
  readonly exchange: Exchange
  readonly sandbox: Sandbox
  /** The record that the request's credentials name, where a security scheme looks them up. */
  readonly session?: JsonObject
}

/** Answers a call. Rejects or throws refusals as MockError; everything else is a fault or a bug. */
export type Answering = (call: Call) => Promise<Reply> | Reply

/** Work on the records of an open space: by plain reads, each call for itself, or in one transaction. */
export type Work = ReadingWork | WritingWork

export interface ReadingWork {
  readonly writes: false
  readonly perform: (call: Call, view: RecordsView, space: OpenSpace) => Promise<Reply>
}

export interface WritingWork {
  readonly writes: true
  /** See `TransactionOptions.confirm`. */
  readonly confirm?: boolean
  readonly perform: (call: Call, unit: EntityTransaction, space: OpenSpace) => Promise<Reply>
  /**
   * The same without a transaction around it, where removing any number of records in portions is all there is to it. For
   * requests whose answer need not be kept.
   */
  readonly performInPortions?: (call: Call, space: OpenSpace) => Promise<Reply>
  /** Is told what was done, once it is committed. Not together with `performInPortions`. */
  readonly afterCommit?: AfterCommit
}

/** The records that reading work sees; a transaction is one, too. */
export interface RecordsView {
  records(entity: string): Records
  /**
   * Says that what was found does not fit together: the work is done again, with a view of one moment. Absent in such views:
   * there it is so.
   */
  readonly mismatch?: () => never
}
