// A mock of a document, as `serve` makes it: loaded, read, and run without generating code.
import { join } from 'node:path'
import {
  createMockApp,
  type MockApp,
  type MockAppOptions,
  type MockDefinition,
  silentLogger,
} from '@mockgen/runtime'
import { loadDocument } from '../../generator/load/load-document.js'
import type { ApiModel } from '../../generator/model.js'
import { readModel } from '../../generator/read/read-model.js'
import { root } from '../architecture/source-files.js'
import { watchAnswers } from './watch-answers.js'

export interface OpenedMock {
  readonly app: MockApp
  readonly model: ApiModel
  readonly operations: MockDefinition['operations']
  readonly entities: MockDefinition['entities']
}

/** A document that was loaded and read once, and of which any number of mocks can be opened. */
export interface ReadMock {
  open(options?: MockAppOptions & Pick<MockDefinition, 'handlers'>): OpenedMock
}

/** Opens the mock of a document, whose answers are watched; `references` is the folder that its references may come from. */
export async function openMock(
  file: string,
  options: MockAppOptions & Pick<MockDefinition, 'handlers'> = {},
  references?: string,
): Promise<OpenedMock> {
  const opened = (await readMock(file, references)).open(options)
  // What hooks of a test answer is the test's own.
  if (Object.keys(options.handlers ?? {}).length === 0) watchAnswers(opened.app)
  return opened
}

/** Loads and reads a document; see `openMock`. Nobody watches the answers of its mocks. */
export async function readMock(file: string, references?: string): Promise<ReadMock> {
  const { document } = await loadDocument(file, references === undefined ? {} : { root: references })
  const { model } = readModel(document)
  const operations = Object.fromEntries(model.operations.map(({ id, facts }) => [id, facts]))
  const entities = Object.fromEntries(model.entities.map(({ name, facts }) => [name, facts]))
  const { settings, seeds: declaredSeeds } = model
  const definition = {
    contract: document.document,
    operations,
    entities,
    settings,
    declaredSeeds,
    log: silentLogger,
  }
  return {
    open: (options = {}) => ({
      app: createMockApp({ ...definition, ...options }),
      model,
      operations,
      entities,
    }),
  }
}

/** The document of an example. */
export function exampleDocument(name: string): string {
  return join(root, 'examples', name, 'openapi.yaml')
}
