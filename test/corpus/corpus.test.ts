// Real documents, served and used: each operation answers within its contract, each entity lives its whole life.
import { startMock } from '@mockgen/runtime/testing'
import { describe, expect, it } from 'vitest'
import { openMock } from '../support/open-mock.js'
import { corpusDocuments, corpusFolder, npmDocuments } from './documents.js'
import { exerciseLives, exerciseOperations } from './exercise.js'

if (corpusFolder === undefined) {
  console.warn(
    'no corpus folder: only the documents of the dev dependencies are tested (MOCKGEN_CORPUS names another)',
  )
}

describe.each([...npmDocuments, ...corpusDocuments])('$name', ({ file, root }) => {
  it('answers each operation within its contract', async () => {
    const { app, operations } = await openMock(file, {}, root)
    const mock = await startMock(app)
    try {
      expect(await exerciseOperations(mock, app.contract, operations)).toEqual([])
    } finally {
      await mock.close()
    }
  }, 120_000)

  it('creates, reads, lists, updates and deletes the records of each entity', async () => {
    const { app, operations, entities } = await openMock(file, {}, root)
    const mock = await startMock(app)
    try {
      const { walked, complaints } = await exerciseLives(mock, operations, entities)
      expect(complaints).toEqual([])
      expect([...new Set(walked)].sort()).toEqual(Object.keys(entities).sort())
    } finally {
      await mock.close()
    }
  }, 120_000)
})
