// The lives of the records of each entity, as a client would lead them.
import type { IndependentContract } from '../support/independent-contract.js'
import { findRecordLives, findUpserts, leadRecord, leadUpsert } from './record-life.js'
import { inSandbox, type RunningMock } from './sandboxes.js'
import { findSingletonLives, leadSingleton } from './singleton-life.js'
import type { Walk } from './walk.js'

/** What came of the walks. */
export interface Lives {
  /** Entities whose records were led, in no order; one that has several ways stands there several times. */
  readonly walked: readonly string[]
  readonly complaints: readonly string[]
}

/** Leads a record of each entity through its life, each in a sandbox of its own; answers what went wrong. */
export async function leadLives(running: RunningMock, judge: IndependentContract): Promise<Lives> {
  const ways = waysOf(running)
  const complaints: string[] = []
  for (const { entity, lead } of ways) {
    try {
      await inSandbox(running, (sandbox) => lead({ running, sandbox, judge }))
    } catch (error) {
      complaints.push(`${entity}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { walked: ways.map(({ entity }) => entity), complaints }
}

interface Way {
  readonly entity: string
  readonly lead: (walk: Walk) => Promise<void>
}

function waysOf(running: RunningMock): readonly Way[] {
  return [
    ...findRecordLives(running).map((life) => ({
      entity: life.entity,
      lead: (walk: Walk) => leadRecord(walk, life),
    })),
    ...findUpserts(running.operations).map((upsert) => ({
      entity: upsert.facts.entity,
      lead: (walk: Walk) => leadUpsert(walk, upsert),
    })),
    ...findSingletonLives(running).map((life) => ({
      entity: life.entity,
      lead: (walk: Walk) => leadSingleton(walk, life),
    })),
  ]
}
