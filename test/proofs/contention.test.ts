// Many clients and two server processes on the same few records: exactly as many orders as there is stock, and money that is
// neither made nor lost, whoever looks at it meanwhile.
import { fileURLToPath } from 'node:url'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { root } from '../architecture/source-files.js'
import { type RunningProgram, startProgram } from '../support/start-program.js'
import { carelessPair } from './careless-pair.js'
import { describeEngines } from './engines.js'
import { accountIds, openShop } from './shop.js'
import { openClients, type ShopClients } from './shop-clients.js'
import { clients, moveMoney, sellOut } from './shop-work.js'

const stock = 1_000
/** Transfers of a run; a proof at length takes more. */
const transfers = Number(process.env.TRANSFERS ?? 400)

describeEngines('under contention', (engine) => {
  const processes = engine.name === 'redis' ? 2 : 1
  let servers: readonly RunningProgram[] = []
  let shop: ShopClients

  beforeAll(async () => {
    const program = fileURLToPath(new URL('./shop-server.ts', import.meta.url))
    // The sources, as in the tests, and not what was built last.
    const env = { MOCK_STORE: engine.address(), LOG_LEVEL: 'error', TSX_TSCONFIG_PATH: 'test/tsconfig.json' }
    const start = () => startProgram(process.execPath, ['--import', 'tsx', program], { cwd: root, env })
    servers = await Promise.all(Array.from({ length: processes }, start))
    shop = openClients(
      servers.map(({ url }) => url),
      clients,
    )
  })
  afterAll(async () => {
    shop?.close()
    await Promise.all(servers.map((server) => server.stop()))
  })

  it(`sells exactly ${stock} of ${stock} to ${clients} clients of ${processes} servers`, async () => {
    const { problems, summary } = await sellOut(shop.send, stock)
    expect(problems).toEqual([])
    console.info(`${engine.name}: ${summary}`)
  })

  it(`moves money between ${accountIds.length} accounts and keeps its sum, also in every sight`, async () => {
    const { problems, summary } = await moveMoney(shop.send, transfers)
    expect(problems).toEqual([])
    console.info(`${engine.name}: ${summary}`)
  })
})

describe('the proof of contention finds', () => {
  it.each([
    ['orders without stock', sellOut],
    ['money that is made or lost', moveMoney],
  ] as const)('%s, when the store does not check what was read', async (_title, prove) => {
    const [one, other] = carelessPair(createMemoryStore())
    const mocks = [
      await startMock(await openShop({ store: one })),
      await startMock(await openShop({ store: other })),
    ]
    const shop = openClients(
      mocks.map(({ url }) => url),
      clients,
    )
    expect((await prove(shop.send, 100)).problems).not.toEqual([])
    shop.close()
    for (const mock of mocks) await mock.close()
  })
})
