// One of several processes that decrement the same records in Redis: URL SPACE HALF CLIENTS COUNT.
import { createRedisStore } from '../../runtime/store/redis/redis-store.js'
import { openBookshop } from './bookshop.js'
import { hangUp, nextWord, reportNumber } from './child.js'
import { takeFromStock } from './decrement.js'

const [url = '', space = '', half = '', clients = '', count = ''] = process.argv.slice(2)

const store = createRedisStore({ url })
const shop = openBookshop(store, space)
const workers = Array.from(
  { length: Number(clients) },
  (_, worker) => worker + Number(half) * Number(clients),
)
await shop.reader('stock').read('hot')
reportNumber(0)
for (let word = await nextWord(); word !== 'end'; word = await nextWord()) {
  const keys = workers.map((worker) => (word === 'hot' ? 'hot' : `own-${worker}`))
  const { retries, refused } = await takeFromStock(shop, keys, Number(count))
  reportNumber(retries)
  reportNumber(refused)
}
await store.close()
hangUp()
