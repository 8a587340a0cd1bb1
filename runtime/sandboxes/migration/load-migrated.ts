// Fills a space with records of another time: they are brought over, and what became of them is kept beside them.
import { isDue } from '../../store/store.js'
import { changeState } from '../change-state.js'
import { type Content, loadContent } from '../content.js'
import type { OpenSpace, SpaceParts } from '../open-space.js'
import { ContentMigration } from './migrate-content.js'
import { defaultMigrationSettings } from './migration-settings.js'
import { type MigrationReport, putReport, type SpaceHistory, type StoredSchemas } from './space-history.js'

/** Records as they were stored. */
export interface OldContent {
  readonly content: Content
  readonly history: SpaceHistory
  /** Called now and then, so that what is being read stands still for long enough. */
  readonly keep?: () => Promise<void>
}

/** Before every due time: a report is no record. */
const beforeAnyDueTime = 0

/** Fills a space that nobody knows yet. `now` is the time of its clock, in epoch milliseconds. */
export async function loadMigrated(
  parts: SpaceParts,
  { store, name }: Pick<OpenSpace, 'store' | 'name'>,
  { content, history, keep }: OldContent,
  now: number,
): Promise<void> {
  const { catalog, log, seed, wall } = parts
  const target = { store, space: name, catalog, log, now }
  // Records that no other contract has seen are as they should be.
  if (parts.store.isVolatile === true && history.schemas === undefined && history.report === undefined)
    return loadContent(target, content)
  const migration = new ContentMigration({
    ...(parts.migration ?? defaultMigrationSettings),
    catalog,
    seed,
    log,
    now: wall.now(),
    history: {
      ...history,
      ...(parts.store.isVolatile === true && { schemas: volatileSchemas(parts, history) }),
    },
    ...(keep !== undefined && { keep }),
  })
  const { claimedTwice } = migration
  await loadContent({ ...target, claimedTwice }, migration.apply(content))
  const report = migration.report()
  if (report !== undefined) await keepReport(parts, { store, name }, report)
}

/** The schemas of a space that records are brought to; those of entities that are gone stay, for when they come back. */
export function schemasAfter({ catalog }: SpaceParts, { schemas }: SpaceHistory): StoredSchemas {
  return new Map([...(schemas ?? []), ...catalog.schemas])
}

function volatileSchemas({ catalog }: SpaceParts, { schemas }: SpaceHistory): StoredSchemas {
  return schemas ?? catalog.schemas
}

async function keepReport(
  parts: SpaceParts,
  { store, name }: Pick<OpenSpace, 'store' | 'name'>,
  report: MigrationReport,
): Promise<void> {
  const commit = { checks: [], writes: [putReport(report)], settling: true }
  const result = await store.commit(name, beforeAnyDueTime, commit)
  if (isDue(result)) throw new Error(`Something is due in "${name}" before every time there is`)
  const left = Object.entries(report.entities).flatMap(([entity, { left }]) => (left > 0 ? [entity] : []))
  if (left.length > 0) await changeState(parts.store, name, (state) => ({ ...state, left }))
}
