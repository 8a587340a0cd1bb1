// Real documents, served and used: each operation answers within its contract, each entity lives its whole life.
import { describe, expect, it } from 'vitest'
import { corpusDocuments, corpusFolder, npmDocuments } from './documents.js'
import { judgeRun } from './judge-run.js'
import { runDocument } from './run-document.js'

if (corpusFolder === undefined) {
  console.warn(
    'no corpus folder: only the documents of the dev dependencies are tested (MOCKGEN_CORPUS names another)',
  )
}

describe.each([
  ['of the dev dependencies', npmDocuments],
  ['of the corpus', corpusDocuments],
] as const)('real documents %s', (_, documents) => {
  it.each(documents)(
    '$name answers each operation, and leads its records through their lives, as the contract says',
    async (document) => {
      const run = await runDocument(document)
      expect(judgeRun(document.name, run).red).toEqual([])
    },
    120_000,
  )
})
