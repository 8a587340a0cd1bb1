// Sections of a seed document as tests: one contract in each spelling of x-persistence, over HTTP, on every engine.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, MockAppOptions } from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe } from 'vitest'
import type { MockApp } from '../../../runtime/mock-app.js'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { createMemoryStore } from '../../../runtime/store/memory-store.js'
import { createRedisStore } from '../../../runtime/store/redis/redis-store.js'
import type { Store } from '../../../runtime/store/store.js'
import { isWanted } from '../../proofs/engines.js'
import { type ReadMock, readMock } from '../../support/open-mock.js'
import { isRedisWanted, type RedisServer, startRedis, stopAll } from '../../support/redis-server.js'
import { tempFolder } from '../../support/temp-folder.js'
import { clientOf, type SeedClient } from './client.js'

/** Names of the seed documents, as they stand before the `>` in titles and in the table of docs/seeds.md. */
export type SeedDocument = 'mock-and-roll' | '3ds' | 'pretendo' | 'processes' | 'analytics'

/** The same OpenAPI document, as data or as YAML, in each spelling that a section is told in. */
export interface Spellings {
  readonly camel: JsonObject | string
  readonly snake?: JsonObject | string
}

/** A client of the section's mock, in a sandbox of its own that begins as the seeds. Only inside tests and hooks. */
export type OpenClient = () => SeedClient

/** Describes a section once for each spelling and engine. */
export type DescribeSection = (
  section: string,
  spellings: Spellings,
  tests: (open: OpenClient) => void,
  options?: MockAppOptions,
) => void

/**
 * What describes the sections of a seed document in a test file; call it once at the top. Titles are `<document> > <section>`,
 * then the spelling and the engine. There is one redis-server for the file, and one mock for each section, spelling and engine.
 */
export function sectionsOf(document: SeedDocument): DescribeSection {
  const openStore = engines()
  const contracts = tempFolder(`mockgen-${document}`)
  return (section, spellings, tests, options = {}) => {
    describe(`${document} > ${section}`, () => {
      for (const [spelling, contract] of Object.entries(spellings)) {
        let read: Promise<ReadMock> | undefined
        for (const engine of engineNames) {
          const isRun = engine === 'redis' ? isRedisWanted() : isWanted(engine)
          const title = isRun
            ? `in ${spelling} on ${engine}`
            : `in ${spelling} on ${engine} (left out by STORES)`
          describe.skipIf(!isRun)(title, () => {
            let app: MockApp
            let mock: StartedMock
            let clients = 0
            beforeAll(async () => {
              read ??= readMock(writeContract(contracts, contract))
              app = (await read).open({ ...options, store: await openStore(engine) }).app
              mock = await startMock(app)
            })
            afterAll(() => mock?.close())
            tests(() => clientOf({ app, url: mock.url, sandbox: `client-${++clients}` }))
          })
        }
      }
    })
  }
}

type EngineName = 'memory' | 'file' | 'redis'

const engineNames: readonly EngineName[] = ['memory', 'file', 'redis']

/** Opens new, empty stores. The redis-server is started when it is first needed, and stopped after the file's tests. */
function engines(): (engine: EngineName) => Promise<Store> {
  const folder = tempFolder('mockgen-seeds')
  let server: Promise<RedisServer> | undefined
  const opened: Store[] = []
  afterAll(async () => {
    for (const store of opened) await store.close()
    if (server !== undefined) await stopAll([await server])
  })
  const open = async (engine: EngineName, name: string) => {
    if (engine === 'memory') return createMemoryStore()
    if (engine === 'file') return createFileStore(join(folder, name), { fsync: 'never' })
    server ??= startRedis()
    return createRedisStore({ url: (await server).url, prefix: name })
  }
  return async (engine) => {
    const store = await open(engine, `store${opened.length}`)
    opened.push(store)
    return store
  }
}

/** Writes a contract where it can be loaded from; a folder of its own, so that nothing lies beside it. */
function writeContract(folder: string, contract: JsonObject | string): string {
  const file = join(mkdtempSync(join(folder, 'contract-')), 'openapi.yaml')
  // JSON is YAML.
  writeFileSync(file, typeof contract === 'string' ? contract : JSON.stringify(contract))
  return file
}
