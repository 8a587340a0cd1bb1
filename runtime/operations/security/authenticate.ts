// Security: credentials that the contract requires, looked up where its x-persistence says where.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { SecurityRequirement, SecurityScheme } from '../../contract/contract.js'
import type { StoredRecord } from '../../entities/records.js'
import { MockError } from '../../errors.js'
import type { SchemeFacts } from '../../facts.js'
import type { Exchange } from '../../http/exchange.js'
import type { JsonObject } from '../../json.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import type { Sandbox } from '../../sandboxes/sandbox.js'
import type { OneOperation, OperationParts } from '../behaviour.js'
import { keyInData } from '../program/data.js'
import type { MatchedTarget } from '../read-request.js'
import { challenges } from './challenges.js'
import { type Credential, type CredentialSources, readCredential } from './credentials.js'

/**
 * Checks a request before it is read. The record that its credentials name, undefined where none is looked up; throws or
 * rejects with MOCK_UNAUTHENTICATED when no security requirement of the operation is satisfied.
 */
export type Authenticate = (
  exchange: Exchange,
  target: MatchedTarget,
  sandbox: Sandbox,
) => Promise<JsonObject | undefined> | JsonObject | undefined

/**
 * Undefined for an operation without security requirements (OpenAPI 3.1, section 4.8.30), and for OPTIONS, which browsers send
 * without credentials. Requirements are tried in their order; with an empty one among them nobody is refused.
 */
export function compileAuthentication({ operation, facts, parts }: OneOperation): Authenticate | undefined {
  const asked = operation.security.filter((schemes) => schemes.length > 0)
  const isOptional = asked.length < operation.security.length
  const ways = asked.map((schemes) =>
    schemes.map((scheme) => ({ scheme, lookUp: compileLookUp(scheme, parts) })),
  )
  const looksUp = ways.flat().some(({ lookUp }) => lookUp !== undefined)
  if (!parts.checkSecurity || facts?.method === 'options' || !(isOptional ? looksUp : ways.length > 0))
    return undefined
  tellUnchecked(operation.id, asked, parts)
  const refuse = (rejected: ReadonlySet<SecurityScheme>): undefined => {
    if (!isOptional) throw unauthenticated(asked, rejected, looksUp)
  }
  return ({ request }, { query }, sandbox) => {
    const sources = { headers: request.headers, query }
    const given = ways.flatMap((way) => {
      const proofs = proofsOf(way, sources)
      return proofs === undefined ? [] : [proofs]
    })
    const [first] = given
    if (first === undefined) return refuse(none)
    if (first.every(({ lookUp }) => lookUp === undefined)) return undefined
    return sandbox
      .use((space) => tryAll(given, space))
      .then((tried) => (tried.ok ? tried.session : refuse(tried.rejected)))
  }
}

const none: ReadonlySet<SecurityScheme> = new Set()

/** A scheme, and where its credentials are looked up. */
interface Check {
  readonly scheme: SecurityScheme
  readonly lookUp: LookUp | undefined
}

/** A credential to be looked up. */
interface Proof extends Check {
  readonly credential: Credential
}

/** Most records with one credential of which one may have the password that is given. */
const maxAccounts = 100

type LookUp = (credential: Credential, space: OpenSpace) => Promise<StoredRecord | undefined>

type Tried =
  | { readonly ok: true; readonly session: JsonObject | undefined }
  | { readonly ok: false; readonly rejected: ReadonlySet<SecurityScheme> }

// Undefined unless the request has a credential for each scheme. Of several in the Authorization header, which holds one,
// one is enough, except where others are looked up.
function proofsOf(way: readonly Check[], sources: CredentialSources): readonly Proof[] | undefined {
  const proofs: Proof[] = []
  const missing: Check[] = []
  for (const check of way) {
    const credential = readCredential(check.scheme, sources)
    if (credential === undefined) missing.push(check)
    else proofs.push({ ...check, credential })
  }
  const isAuthorized = proofs.some(({ scheme }) => scheme.type === 'http')
  const isSpare = ({ scheme, lookUp }: Check) => scheme.type === 'http' && lookUp === undefined
  return missing.length === 0 || (isAuthorized && missing.every(isSpare)) ? proofs : undefined
}

// The session is the record of the first scheme that looks one up.
async function tryAll(ways: readonly (readonly Proof[])[], space: OpenSpace): Promise<Tried> {
  const rejected = new Set<SecurityScheme>()
  for (const proofs of ways) {
    let session: JsonObject | undefined
    let isProven = true
    for (const { scheme, lookUp, credential } of proofs) {
      if (lookUp === undefined) continue
      const record = await lookUp(credential, space)
      if (record === undefined) {
        isProven = false
        rejected.add(scheme)
      } else session ??= record.value
    }
    if (isProven) return { ok: true, session }
  }
  return { ok: false, rejected }
}

function compileLookUp({ name }: SecurityScheme, parts: OperationParts): LookUp | undefined {
  const lookedUp = parts.settings.security ?? {}
  const facts = Object.hasOwn(lookedUp, name) ? lookedUp[name] : undefined
  if (facts === undefined) return undefined
  const entity = parts.entitiesFacts[facts.entity]
  const isKey = entity?.key === facts.key
  return async ({ value, password }, { entities }) => {
    const records = entities.reader(facts.entity)
    // By its key, so that being used extends the life of a session that is declared so.
    const found = isKey
      ? [await records.read(value)].filter((record) => record !== undefined)
      : (await records.list({ where: { [facts.key]: value }, limit: maxAccounts })).records
    const session = found.find((record) => hasPassword(record, facts, password))
    const key = session && entity && keyInData(session.value, entity.key)
    // Reading it by its key extends its life, finding it does not. The list knows no scope to read it in.
    const isExtended = !isKey && entity?.ttlRefresh === 'access' && entity.scope === undefined
    return isExtended && key !== undefined ? records.read(key) : session
  }
}

function hasPassword({ value }: StoredRecord, { password: property }: SchemeFacts, given = ''): boolean {
  if (property === undefined) return true
  const wanted = Object.hasOwn(value, property) ? value[property] : undefined
  return (typeof wanted === 'string' || typeof wanted === 'number') && isSameText(String(wanted), given)
}

// In a time that says nothing about where they differ.
function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

function unauthenticated(
  asked: readonly SecurityRequirement[],
  rejected: ReadonlySet<SecurityScheme>,
  looksUp: boolean,
): MockError {
  const ways = asked.map((schemes) => schemes.map(described).join(' with '))
  const missing = looksUp ? 'the request has none of them' : 'the request has none of them, and any would do'
  const found = rejected.size === 0 ? missing : 'what the request has is not known, or expired'
  return new MockError('MOCK_UNAUTHENTICATED', {
    detail: `this operation needs credentials: ${ways.join(', or ')}; ${found}`,
    headers: { 'www-authenticate': challenges(asked.flat(), rejected) },
  })
}

// Its name, and where requests have it.
function described(scheme: SecurityScheme): string {
  switch (scheme.type) {
    case 'apiKey':
      return `${scheme.name} (${scheme.in} ${scheme.parameter})`
    case 'http':
      return `${scheme.name} (Authorization: ${scheme.scheme})`
    case 'unchecked':
      return scheme.name
  }
}

function tellUnchecked(
  operation: string,
  asked: readonly SecurityRequirement[],
  { log }: OperationParts,
): void {
  for (const scheme of asked.flat())
    if (scheme.type === 'unchecked')
      log.info({ operation, scheme: scheme.name }, `A security scheme is not checked: ${scheme.reason}`)
}
