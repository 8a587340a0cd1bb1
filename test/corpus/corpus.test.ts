// Real documents, served and used: each operation answers within its contract, each entity lives its whole life.
import { createMockApp } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { describe, expect, it } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { readModel } from '../../generator/read/read-model.js'
import { corpusDocuments, corpusFolder, npmDocuments } from './documents.js'
import { exerciseLives, exerciseOperations } from './exercise.js'

if (corpusFolder === undefined) {
  console.warn('no corpus folder: only the documents of the dev dependencies are tested (MOCKGEN_CORPUS names another)')
}

describe.each([...npmDocuments, ...corpusDocuments])('$name', ({ file }) => {
  it('answers each operation within its contract, and keeps what is created', async () => {
    const { document } = await loadDocument(file)
    const { model } = readModel(document)
    const operations = Object.fromEntries(model.operations.map(({ id, facts }) => [id, facts]))
    const entities = Object.fromEntries(model.entities.map(({ name, facts }) => [name, facts]))
    const keys = Object.fromEntries(model.entities.map(({ name, facts }) => [name, facts.key]))
    const mock = await startMock(createMockApp({ contract: document.document, operations, entities }))
    try {
      const complaints = await exerciseOperations(mock, operations)
      const lives = await exerciseLives(mock, operations, keys)
      expect([...complaints, ...lives.complaints]).toEqual([])
    } finally {
      await mock.close()
    }
  }, 120_000)
})
