// Brings the records of a space over on their way into another one, and counts what becomes of them.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Entity, EntityCatalog } from '../../entities/entity.js'
import type { Violation } from '../../errors.js'
import { createRandom, seedOf } from '../../ids.js'
import { isObject, toPointer } from '../../json.js'
import type { Logger } from '../../logger.js'
import { parseJsonText } from '../../parse-json.js'
import type { Content, ContentRow } from '../content.js'
import { migrateRecord } from './migrate-record.js'
import type { MigrationSettings } from './migration-settings.js'
import type { EntityMigration, LeftRecord, MigrationReport, SpaceHistory } from './space-history.js'

/** What records are brought over with. */
export interface ContentMigrationParts extends MigrationSettings {
  readonly catalog: EntityCatalog
  /** Seed of made-up data. */
  readonly seed: number
  readonly log: Logger
  /** What is known of the records. */
  readonly history: SpaceHistory
  /** Wall time in epoch milliseconds. */
  readonly now: number
  /** Called before every hundred records. Default: nothing happens. */
  readonly keep?: () => Promise<void>
}

/** Records after which others have their turn, and what is read is kept. */
const recordsPerTurn = 100

/** Records left as they are that are remembered by entity, so that a later migration knows what they come from. */
const maxRemembered = 1_000
/** Of those, the first ones, of which it is remembered why, and the problems of each. */
const maxExplained = 20
const maxProblems = 5
/** Of those, the ones that the log names. */
const maxLogged = 3
/** Longest text that is kept of a problem, in UTF-16 units. */
const maxMessageLength = 300

/** What becomes of the records of one entity, while it is counted. */
interface Tally {
  readonly entity: Entity
  readonly from: string | undefined
  readonly to: string | undefined
  readonly isChanged: boolean
  readonly knownBefore: ReadonlySet<string>
  /** The schemas of records that an earlier migration left, and whether there were more than it remembered. */
  readonly leftBefore: ReadonlyMap<string, string | undefined>
  readonly isLeftInPart: boolean
  changed: number
  left: number
  readonly dropped: Map<string, number>
  readonly records: LeftRecord[]
}

/** One migration of the content of a space. */
export class ContentMigration {
  readonly #parts: ContentMigrationParts
  readonly #tallies: ReadonlyMap<string, Tally>

  constructor(parts: ContentMigrationParts) {
    this.#parts = parts
    const { catalog } = parts
    this.#tallies = new Map(catalog.names.map((name) => [name, this.#begin(catalog.get(name))]))
  }

  /** The content with the records as the schemas of today allow them; what does not fit is in it as it is. */
  async *apply(content: Content): AsyncGenerator<readonly ContentRow[]> {
    for await (const page of content) {
      for (let first = 0; first < page.length; first += recordsPerTurn) {
        await nextTurn()
        await this.#parts.keep?.()
        yield page.slice(first, first + recordsPerTurn).map((row) => this.#migrated(row))
      }
    }
  }

  /** Is told a record that claims a unique value which another one has. */
  readonly claimedTwice = (collection: string, id: string, properties: readonly string[]): void => {
    const tally = this.#tallies.get(collection)
    if (tally === undefined || tally.records.some((record) => record.id === id)) return
    const message = `another record of "${collection}" has the same ${properties.join(' and ')}`
    const pointer = toPointer(properties.slice(0, 1))
    leave(tally, { collection, id }, [{ pointer, message, keyword: 'unique' }], tally.from)
  }

  /** What became of the records; undefined when nothing became of any. Says so in the log, once for each entity. */
  report(): MigrationReport | undefined {
    const { log, now } = this.#parts
    const told = [...this.#tallies].filter(([, { changed, left }]) => changed + left > 0)
    if (told.length === 0) return undefined
    for (const [entity, tally] of told) {
      const dropped = Object.fromEntries(tally.dropped)
      if (tally.changed > 0)
        log.info({ entity, records: tally.changed, dropped }, 'Records were brought to the contract of today')
      if (tally.left > 0)
        log.warn(
          { entity, records: tally.left, first: tally.records.slice(0, maxLogged).map(shortly) },
          'Records do not fit the contract of today and are left as they are; GET /system/migrations tells why',
        )
    }
    return { at: now, entities: Object.fromEntries(told.map(([name, tally]) => [name, toMigration(tally)])) }
  }

  #begin(entity: Entity): Tally {
    const { history, catalog } = this.#parts
    const before = history.schemas?.get(entity.name)
    const to = catalog.schemas.get(entity.name)?.hash
    const last = history.report?.entities[entity.name]
    const leftBefore = last?.records ?? []
    return {
      entity,
      from: before?.hash,
      to,
      // Where nobody can say what the schema is, it is never another one.
      isChanged: to !== undefined && before?.hash !== to,
      knownBefore: new Set(before?.properties ?? []),
      leftBefore: new Map(leftBefore.map(({ id, from }) => [id, from])),
      isLeftInPart: (last?.left ?? 0) > leftBefore.length,
      changed: 0,
      left: 0,
      dropped: new Map(),
      records: [],
    }
  }

  #migrated(row: ContentRow): ContentRow {
    const tally = this.#tallies.get(row.collection)
    if (tally === undefined) return row
    const { entity, leftBefore, isLeftInPart, from } = tally
    const wasLeft = leftBefore.has(row.id)
    if (!tally.isChanged && !wasLeft && !isLeftInPart) return row
    const record = parseJsonText(row.value)
    // What is damaged is said where it is loaded.
    if (!isObject(record)) return row
    if (!tally.isChanged && !wasLeft && (entity.shape.refusals?.(record) ?? []).length === 0) return row
    const storedUnder = wasLeft ? leftBefore.get(row.id) : from
    const { migrations, removedProperties, seed } = this.#parts
    const migrated = migrateRecord(record, {
      entity,
      migrate: Object.hasOwn(migrations, entity.name) ? migrations[entity.name] : undefined,
      about: { entity: entity.name, id: row.id, from: storedUnder },
      knownBefore: tally.knownBefore,
      removed: removedProperties,
      random: createRandom(seedOf(`${seed}/${entity.name}/${row.id}`)),
    })
    if (!migrated.ok) {
      leave(tally, row, migrated.problems, storedUnder)
      return row
    }
    const value = JSON.stringify(migrated.record)
    if (value === row.value) return row
    tally.changed += 1
    for (const name of migrated.dropped) tally.dropped.set(name, (tally.dropped.get(name) ?? 0) + 1)
    return { ...row, value }
  }
}

function leave(
  tally: Tally,
  { id }: Pick<ContentRow, 'collection' | 'id'>,
  problems: readonly Violation[],
  from: string | undefined,
): void {
  tally.left += 1
  if (tally.records.length >= maxRemembered) return
  const told = tally.records.length < maxExplained ? problems.slice(0, maxProblems) : []
  tally.records.push({
    id,
    ...(from !== undefined && { from }),
    problems: told.map(({ message, ...problem }) => ({
      ...problem,
      message: message.slice(0, maxMessageLength),
    })),
  })
}

function toMigration({ from, to, changed, dropped, left, records }: Tally): EntityMigration {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    changed,
    dropped: Object.fromEntries(dropped),
    left,
    records,
  }
}

function shortly({ id, problems }: LeftRecord): string {
  return [id, ...problems.slice(0, 1).map(({ pointer, message }) => `${pointer} ${message}`)].join(': ')
}
