// docs/corpus.md is written by test:corpus: it must speak of the documents that there are.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../architecture/source-files.js'
import { accepted } from './accepted.js'
import { corpusDocuments, corpusFolder, npmDocuments } from './documents.js'
import { stageNames } from './stages.js'

const lines = readFileSync(join(root, 'docs/corpus.md'), 'utf8').split('\n')
const cells = lines
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const [head = [], , ...rest] = cells
const rows = rest.filter((row) => row.length === head.length)
const named = rows.map(([name = '']) => name)

describe('docs/corpus.md', () => {
  it('has a row for each document of the dev dependencies', () => {
    expect(named.filter((name) => !name.startsWith('corpus/'))).toEqual(npmDocuments.map(({ name }) => name))
  })

  it.skipIf(corpusFolder === undefined)(
    'has a row for each document of the corpus (needs the folder)',
    () => {
      expect(named.filter((name) => name.startsWith('corpus/'))).toEqual(
        corpusDocuments.map(({ name }) => name),
      )
    },
  )

  it('has the stages that there are, and all are passed', () => {
    expect(head.slice(1, stageNames.length + 1)).toEqual(stageNames)
    const failed = rows.filter((row) => row.slice(1, stageNames.length + 1).some((cell) => cell !== '✓'))
    expect(failed.map(([name]) => name)).toEqual([])
  })

  it('counts every operation once', () => {
    const wrong = rows.filter((row) => {
      const [operations, ...answers] = row.slice(stageNames.length + 2).map(Number)
      return operations !== answers.reduce((sum, count) => sum + count, 0)
    })
    expect(wrong.map(([name]) => name)).toEqual([])
  })

  it('gives each reason that was accepted', () => {
    const text = lines.join('\n')
    expect(accepted.filter(({ reason }) => !text.includes(reason)).map(({ where }) => where)).toEqual([])
  })
})
