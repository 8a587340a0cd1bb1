// What can be chosen when a mock starts: options first, then the environment, then defaults. A choice that makes no sense stops
// the start.
import { chooseOutbox, type OutboxOptions, type OutboxSettings } from './callbacks/outbox-settings.js'
import type { Clock } from './clock.js'
import { systemClock } from './clock.js'
import type { SettingsFacts } from './facts.js'
import { type CorsOption, chooseOriginRules, type OriginRules } from './http/cors/origin-rules.js'
import { defaultBodyLimitBytes } from './http/read-body.js'
import { defaultRequestTimeoutMs } from './http/serve.js'
import { createIds, createRandom, type Ids, seedOf } from './ids.js'
import type { Logger } from './logger.js'
import { createLogger } from './logger.js'
import type { RemovedProperties } from './migrations.js'
import type { Seeds } from './sandboxes/filling/seeds.js'
import { defaultSandboxSettings, type SandboxesOptions, type SandboxSettings } from './sandboxes/sandboxes.js'
import { defaultSnapshotLimits } from './sandboxes/snapshots/snapshots.js'
import { isValidName } from './sandboxes/valid-name.js'
import { readClock, readFlag, readPositiveInteger, readSeed, readText } from './settings.js'
import { StartError } from './start-error.js'
import { type OnConnectionFailure, readOnConnectionFailure } from './store/connection-failure.js'
import { type EncryptionKeys, readEncryptionKeys } from './store/encryption/encryption-keys.js'
import type { Store } from './store/store.js'
import { isSystemKey } from './system/system-key.js'

/** Everything that can be chosen when a mock starts. */
export interface MockAppOptions {
  /** A store, or the address of one. Default: what `MOCK_STORE` or `REDIS_…` name, else memory. The app closes it. */
  readonly store?: Store | string
  /** Default: `MOCK_ON_CONNECTION_FAILURE`, else `fail`. Only for a store that is opened by its address. */
  readonly onConnectionFailure?: OnConnectionFailure
  /** What records are encrypted with where they are kept. Default: `MOCK_ENCRYPTION_KEY` and `MOCK_ENCRYPTION_OLD_KEYS`, else nothing. */
  readonly encryptionKeys?: EncryptionKeys
  /** What sandboxes set their clocks by. Default: `MOCK_CLOCK`, else real time, which stands still where there is a seed. */
  readonly clock?: Clock
  /** Keys of new records. Default: random ones, or with a seed such as repeat. */
  readonly ids?: Ids
  /**
   * Makes keys and made-up data the same in every run. Default: `MOCK_SEED`; without one, keys are random and made-up data
   * depends on the record's key alone.
   */
  readonly seed?: number
  /** The records that every sandbox begins with, by entity. Default: those that the document declares for the entity. */
  readonly seeds?: Seeds
  /** Default: `MOCK_SANDBOX_REQUIRED`, `MOCK_SANDBOX_TTL` (seconds) and `MOCK_MAX_SANDBOXES`, else no, an hour and 1,000. */
  readonly sandboxes?: Partial<SandboxSettings>
  /**
   * What becomes of properties that an entity's schema does not know any more, when stored records are brought to a new
   * contract. Default: `MOCK_REMOVED_PROPERTIES`, else `keep`.
   */
  readonly removedProperties?: RemovedProperties
  /** False: operations that the contract protects answer without credentials. Default: `MOCK_CHECK_SECURITY`, else true. */
  readonly checkSecurity?: boolean
  /**
   * How long a request that repeats an Idempotency-Key is told to wait for one that does not end, in milliseconds of real
   * time; then it is carried out itself. Default: `MOCK_IDEMPOTENCY_LEASE` (seconds), else 10 seconds.
   */
  readonly idempotencyLeaseMs?: number
  /**
   * True: an answer of a hook or an `x-persistence` response that breaks the contract is a 500, and what the request did is
   * undone. Default: `MOCK_STRICT_RESPONSES`, else false: it is logged, and counted in `app.violations`.
   */
  readonly strictResponses?: boolean
  /** Most bytes of a request body. Default: `MOCK_BODY_LIMIT`, else 1 MiB. */
  readonly bodyLimitBytes?: number
  /** Time that a client has to send a request, headers and body. Default: `MOCK_REQUEST_TIMEOUT`, else 60,000. */
  readonly requestTimeoutMs?: number
  /**
   * Pages of other origins that may read the API's answers, never those of `/system`: `off`, `*`, or origins such as
   * `https://app.example.test`. Default: `MOCK_CORS` (separated by commas), else `*`, of which only those on this machine may
   * send cookies.
   */
  readonly cors?: CorsOption
  /** Callbacks and webhooks: where they may be sent, and how often it is tried. */
  readonly callbacks?: OutboxOptions
  /** Default: one that writes to stdout at `LOG_LEVEL`. */
  readonly log?: Logger
  /** Host names under which `/system` answers besides the loopback ones. Default: `HOST`. */
  readonly hosts?: readonly string[]
  /**
   * What requests to `/system` must have in `X-System-Key`: 1 to 1,000 visible ASCII characters. Default: `MOCK_SYSTEM_KEY`,
   * else one that is made at start and printed.
   */
  readonly systemKey?: string
}

/** The key of the system endpoints; one that was made must be told to whoever has started the mock. */
export interface ChosenKey {
  readonly text: string
  readonly isMade: boolean
}

/** What was chosen. */
export interface ChosenOptions {
  readonly log: Logger
  readonly onConnectionFailure: OnConnectionFailure
  readonly encryptionKeys: EncryptionKeys | undefined
  readonly checkSecurity: boolean
  readonly idempotencyLeaseMs: number
  readonly strictResponses: boolean
  readonly bodyLimitBytes: number
  readonly requestTimeoutMs: number
  /** Undefined where CORS is off. */
  readonly origins: OriginRules | undefined
  readonly hosts: readonly string[]
  readonly systemKey: ChosenKey
  readonly sandboxes: SandboxSettings
  readonly removedProperties: RemovedProperties
  readonly outbox: OutboxSettings
  /** What decides whether two runs give the same. */
  readonly repeatability: Pick<SandboxesOptions, RepeatabilityName>
}

type RepeatabilityName = 'clock' | 'wall' | 'ids' | 'uniqueName' | 'random' | 'seed' | 'keySeed'

/**
 * Chooses: options first, then the environment, then what the document says in `settings`. StartError MOCK_SETTING_INVALID
 * for an option or a variable that cannot be what it is.
 */
export function chooseOptions(options: MockAppOptions, settings: SettingsFacts = {}): ChosenOptions {
  const { bodyLimitBytes, requestTimeoutMs, onConnectionFailure } = options
  if (bodyLimitBytes !== undefined) assertPositive('bodyLimitBytes', bodyLimitBytes)
  if (requestTimeoutMs !== undefined) assertPositive('requestTimeoutMs', requestTimeoutMs)
  if (onConnectionFailure !== undefined && !['fail', 'fallback'].includes(onConnectionFailure))
    throw invalid('onConnectionFailure', onConnectionFailure, '"fail" or "fallback"')
  return {
    log: options.log ?? createLogger(),
    onConnectionFailure:
      onConnectionFailure ??
      readOnConnectionFailure(process.env) ??
      settings.errors?.onConnectionFailure ??
      'fail',
    encryptionKeys: options.encryptionKeys ?? readEncryptionKeys(process.env),
    checkSecurity: options.checkSecurity ?? readFlag('MOCK_CHECK_SECURITY') ?? true,
    idempotencyLeaseMs: chooseLease(options.idempotencyLeaseMs),
    strictResponses: options.strictResponses ?? readFlag('MOCK_STRICT_RESPONSES') ?? false,
    bodyLimitBytes: bodyLimitBytes ?? readPositiveInteger('MOCK_BODY_LIMIT') ?? defaultBodyLimitBytes,
    requestTimeoutMs:
      requestTimeoutMs ?? readPositiveInteger('MOCK_REQUEST_TIMEOUT') ?? defaultRequestTimeoutMs,
    origins: chooseOriginRules(options.cors),
    hosts: options.hosts ?? [readText('HOST')].filter((host) => host !== undefined),
    systemKey: chooseSystemKey(options.systemKey),
    sandboxes: chooseSandboxes(options.sandboxes ?? {}, settings.sandbox ?? {}),
    removedProperties: chooseRemoved(options.removedProperties),
    outbox: chooseOutbox(options.callbacks),
    repeatability: chooseRepeatability(options),
  }
}

function chooseRemoved(given: string | undefined): RemovedProperties {
  const chosen = given ?? readText('MOCK_REMOVED_PROPERTIES') ?? 'keep'
  if (chosen === 'keep' || chosen === 'drop') return chosen
  const name = given === undefined ? 'MOCK_REMOVED_PROPERTIES' : 'removedProperties'
  throw invalid(name, chosen, '"keep" or "drop"')
}

function chooseSystemKey(given: string | undefined): ChosenKey {
  const text = given ?? readText('MOCK_SYSTEM_KEY')
  if (text === undefined) return { text: createIds().nanoid(), isMade: true }
  if (isSystemKey(text)) return { text, isMade: false }
  // A secret is not shown, even where it is none.
  const problem = `${given === undefined ? 'MOCK_SYSTEM_KEY' : 'systemKey'} cannot be sent in a header`
  throw new StartError('MOCK_SETTING_INVALID', `${problem}; it must be 1 to 1000 visible ASCII characters.`)
}

// Longer than requests take, and short enough for a client whose server was killed to wait for.
const defaultLeaseMs = 10_000

function chooseLease(given: number | undefined): number {
  if (given !== undefined) assertPositive('idempotencyLeaseMs', given)
  const seconds = readPositiveInteger('MOCK_IDEMPOTENCY_LEASE')
  return given ?? (seconds === undefined ? defaultLeaseMs : seconds * 1_000)
}

function chooseRepeatability(options: MockAppOptions): ChosenOptions['repeatability'] {
  const chosen = options.seed ?? readSeed()
  if (chosen !== undefined && (!Number.isSafeInteger(chosen) || chosen < 0))
    throw invalid('seed', chosen, 'a whole number')
  const seed = chosen ?? 1
  return {
    clock: options.clock ?? readClock(chosen !== undefined),
    wall: systemClock,
    ids: options.ids ?? createIds(),
    uniqueName: createIds().nanoid,
    random: createRandom(seedOf(`retries ${seed}`)),
    seed,
    ...(chosen !== undefined && options.ids === undefined && { keySeed: chosen }),
  }
}

function chooseSandboxes(
  given: Partial<SandboxSettings>,
  declared: NonNullable<SettingsFacts['sandbox']>,
): SandboxSettings {
  const defaults = defaultSandboxSettings
  const ttlSeconds = readPositiveInteger('MOCK_SANDBOX_TTL')
  const beginAs = given.beginAs ?? readText('MOCK_SANDBOX_BEGIN_AS')
  const limits = defaultSnapshotLimits
  const chosen: SandboxSettings = {
    header: given.header ?? declared.header ?? defaults.header,
    required: given.required ?? readFlag('MOCK_SANDBOX_REQUIRED') ?? declared.required ?? defaults.required,
    maxSandboxes: given.maxSandboxes ?? readPositiveInteger('MOCK_MAX_SANDBOXES') ?? defaults.maxSandboxes,
    expireAfterMs:
      given.expireAfterMs ?? (ttlSeconds === undefined ? defaults.expireAfterMs : ttlSeconds * 1_000),
    snapshotLimits: given.snapshotLimits ?? {
      maxSnapshots: readPositiveInteger('MOCK_MAX_SNAPSHOTS') ?? limits.maxSnapshots,
      maxRecords: readPositiveInteger('MOCK_MAX_SNAPSHOT_RECORDS') ?? limits.maxRecords,
      maxLength: readPositiveInteger('MOCK_MAX_SNAPSHOT_LENGTH') ?? limits.maxLength,
    },
    ...(beginAs !== undefined && { beginAs }),
  }
  assertSandboxes(chosen)
  return chosen
}

// A header name is a token (RFC 9110, section 5.6.2); a snapshot's name is what the snapshots say.
function assertSandboxes({ header, maxSandboxes, expireAfterMs, beginAs }: SandboxSettings): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) throw invalid('sandboxes.header', header, 'the name of a header')
  assertPositive('sandboxes.maxSandboxes', maxSandboxes)
  assertPositive('sandboxes.expireAfterMs', expireAfterMs)
  if (beginAs !== undefined && !isValidName(beginAs))
    throw invalid('MOCK_SANDBOX_BEGIN_AS', beginAs, 'the name of a snapshot')
}

function assertPositive(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw invalid(name, value, 'a positive whole number')
}

function invalid(name: string, found: unknown, wanted: string): StartError {
  const shown = typeof found === 'number' ? String(found) : JSON.stringify(found)
  return new StartError('MOCK_SETTING_INVALID', `${name} is ${shown}; it must be ${wanted}.`)
}
