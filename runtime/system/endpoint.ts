// What a system endpoint is: its place, and how it answers with the parts of the mock.
import type { IncomingHttpHeaders } from 'node:http'
import type { Outbox } from '../callbacks/outbox.js'
import type { Clock } from '../clock.js'
import type { Entity, EntityCatalog } from '../entities/entity.js'
import { MockError } from '../errors.js'
import type { EntitiesFacts } from '../facts.js'
import { decodeSegment } from '../http/path-template.js'
import type { RequestBody } from '../http/read-body.js'
import type { Reply } from '../http/reply.js'
import type { Sandbox } from '../sandboxes/sandbox.js'
import type { Sandboxes } from '../sandboxes/sandboxes.js'
import type { Health } from './health.js'

/** One endpoint. */
export interface Endpoint {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Path template, as in OpenAPI. */
  readonly path: string
  /** True: no key is asked for. */
  readonly isOpen?: true
  /** Rejects with MockError for what it refuses. */
  readonly answer: (call: SystemCall, parts: SystemParts) => Promise<Reply>
}

/** A request to an endpoint. */
export interface SystemCall {
  /** Raw values of the path's parameters. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The body, undefined when there is none; rejects when it is larger than the limit or not what its headers say. */
  readonly readBody: (limitBytes: number) => Promise<RequestBody | undefined>
}

/** What the endpoints look at and change. */
export interface SystemParts {
  readonly health: Health
  readonly sandboxes: Pick<Sandboxes, 'settings' | 'get' | 'list'>
  readonly catalog: EntityCatalog
  readonly entitiesFacts: EntitiesFacts
  readonly cache: SystemCache
  readonly outbox: Pick<Outbox, 'webhooks' | 'deliveries' | 'send'>
  /** The clock that sandboxes set theirs by. */
  readonly clock: Clock
  /** Most bytes of a request body. */
  readonly bodyLimitBytes: number
}

/** The response cache, as far as it is looked at here. */
export interface SystemCache {
  stats(sandbox: Sandbox): Promise<object>
  /** Forgets all answers, or those of a prefix; how many there were. */
  clear(sandbox: Sandbox, prefix?: string): Promise<number>
  /** The prefixes of an entity's answers, or of a prefix itself; undefined for a name that is neither. */
  prefixesOf(name: string): readonly string[] | undefined
}

/** The sandbox that the request names, chosen as for operations. */
export function sandboxOf({ headers }: SystemCall, { sandboxes }: SystemParts): Sandbox {
  const name = headers[sandboxes.settings.header.toLowerCase()]
  return sandboxes.get(typeof name === 'object' ? name.join(',') : name)
}

/** A path parameter, percent-decoded. */
export function parameterOf({ params }: SystemCall, name: string): string {
  return decodeSegment(params[name] ?? '')
}

/** The entity of this name; MOCK_NOT_FOUND when there is none. */
export function entityNamed(name: string, { catalog }: SystemParts): Entity {
  if (catalog.has(name)) return catalog.get(name)
  throw new MockError('MOCK_NOT_FOUND', { detail: unknownEntity(name) })
}

/** A sentence about an entity that there is not. */
export function unknownEntity(name: string): string {
  return `there is no entity ${JSON.stringify(name)}; GET /system/data tells which there are`
}
