// A server process of the shop, on the store that MOCK_STORE names.
import { startServer } from '../../runtime/http/run-server.js'
import { openShop } from './shop.js'

const app = await openShop()
await startServer(app, { port: 0 })
