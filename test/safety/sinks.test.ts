// Every text of a document times everything that a text can try: in the project that is generated it is data.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { renderProject } from '../plan/documents.js'
import { tempFolder } from '../support/temp-folder.js'
import { projectProblems, unseenMarkers } from './check-project.js'
import { hostileDocument, type Sink } from './hostile-document.js'
import { payloads } from './payloads.js'

const folder = tempFolder('mockgen-sinks')
let tame: ReadonlyMap<string, string>

beforeAll(async () => {
  tame = await projectOf('tame', hostileDocument('').document)
}, 60_000)

async function projectOf(name: string, document: object): Promise<ReadonlyMap<string, string>> {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.json`)
  writeFileSync(file, JSON.stringify(document))
  return renderProject((await loadDocument(file)).document)
}

describe.each(payloads)('%s in every text of a document', (title, payload) => {
  test('is data in every file of its project', async () => {
    const { document, sinks } = hostileDocument(payload)
    const files = await projectOf(title, document)
    const markers = sinks.map(({ marker }) => marker)
    expect(projectProblems({ files, markers, tame })).toEqual([])
  })
})

test('the texts really reach the files', () => {
  const { sinks } = hostileDocument('')
  const unseen = unseenMarkers(
    tame,
    sinks.map(({ marker }) => marker),
  )
  const names = (found: readonly Sink[]) => found.map(({ name }) => name)
  expect(names(sinks.filter(({ marker }) => unseen.includes(marker)))).toEqual(
    names(sinks.filter(({ isPrinted }) => !isPrinted)),
  )
})
