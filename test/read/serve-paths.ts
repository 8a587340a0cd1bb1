// A running mock of a document of a few paths, for tests of what inference makes of them.
import { createMockApp, type MockAppOptions, silentLogger } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { readModel } from '../../generator/read/read-model.js'
import type { JsonObject } from '../../runtime/json.js'
import { documentOf } from './documents.js'

/** Starts the mock of a document as `documentOf` makes it; operationIds are `get /pets`. */
export function servePaths(
  paths: JsonObject,
  components?: JsonObject,
  options: MockAppOptions = { seed: 1 },
): Promise<StartedMock> {
  const { document } = documentOf(paths, components)
  const { model } = readModel(documentOf(paths, components))
  return startMock(
    createMockApp({
      contract: document,
      operations: Object.fromEntries(model.operations.map(({ id, facts }) => [id, facts])),
      entities: Object.fromEntries(model.entities.map(({ name, facts }) => [name, facts])),
      settings: model.settings,
      declaredSeeds: model.seeds,
      log: silentLogger,
      ...options,
    }),
  )
}
