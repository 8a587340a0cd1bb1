// One real document served in process: every operation called, the records of every entity led through their lives.
import { startMock } from '@mockgen/runtime/testing'
import { openIndependentContract } from '../support/independent-contract.js'
import { readMock } from '../support/open-mock.js'
import type { Unreadable } from '../support/prepare-schema.js'
import { type Call, callOperations } from './call-operations.js'
import type { RealDocument } from './documents.js'
import { leadLives } from './lives.js'

/** What came of a document. */
export interface DocumentRun {
  readonly calls: readonly Call[]
  /** Entities whose records were led through their lives, and all that there are. */
  readonly lived: readonly string[]
  readonly entities: readonly string[]
  readonly complaints: readonly string[]
  /** What the independent validator could not read, so that nobody has judged by it. */
  readonly unreadable: readonly Unreadable[]
}

/** Loads and serves the document and uses it as clients would; rejects when it cannot be loaded. */
export async function runDocument({ file, root }: RealDocument): Promise<DocumentRun> {
  const { app, operations, entities } = (await readMock(file, root)).open()
  const mock = await startMock(app)
  const judge = openIndependentContract(app.contract.document)
  const running = { app, mock, operations, entities }
  try {
    const calls = await callOperations(running, judge)
    const { walked, complaints } = await leadLives(running, judge)
    return {
      calls,
      lived: [...new Set(walked)].sort(),
      entities: Object.keys(entities).sort(),
      complaints,
      unreadable: judge.unreadable(),
    }
  } finally {
    judge.close()
    await mock.close()
  }
}
