// The shop of the contention proof: its document and the hooks that take stock and move money.
import { fileURLToPath } from 'node:url'
import type { MockApp, MockAppOptions } from '@mockgen/runtime'
import type { AnyHandler, EntityAccess } from '../../runtime/handler.js'
import type { JsonObject } from '../../runtime/json.js'
import { openMock } from '../support/open-mock.js'

/** The keys of the accounts. */
export const accountIds: readonly number[] = Array.from({ length: 10 }, (_, i) => i + 1)

/** What an order is refused with when nothing is left. */
export const soldOut = 'sold out'

const handlers: Readonly<Record<string, AnyHandler>> = {
  placeOrder: async (ctx, next) => {
    const stock = entity(ctx, 'stock')
    const { stockId } = Object(ctx.body)
    const { quantity } = await present(stock, String(stockId))
    if (Number(quantity) < 1) return ctx.reply(409, { title: 'Conflict', status: 409, detail: soldOut })
    await stock.update(String(stockId), { quantity: Number(quantity) - 1 })
    return next()
  },

  transfer: async (ctx) => {
    const accounts = entity(ctx, 'accounts')
    const { from, to, amount } = Object(ctx.body)
    const giver = await present(accounts, Number(from))
    const taker = await present(accounts, Number(to))
    await accounts.update(Number(from), { balance: Number(giver.balance) - Number(amount) })
    await accounts.update(Number(to), { balance: Number(taker.balance) + Number(amount) })
    return ctx.reply(200, { from, to, amount })
  },

  sumAccounts: async (ctx) => {
    const accounts = entity(ctx, 'accounts')
    let sum = 0
    for (const id of accountIds) sum += Number((await present(accounts, id)).balance)
    return ctx.reply(200, { sum })
  },
}

/** The shop as an app, on the store of the options or of the environment. */
export async function openShop(options: MockAppOptions = {}): Promise<MockApp> {
  const file = fileURLToPath(new URL('./shop.yaml', import.meta.url))
  return (await openMock(file, { ...options, handlers })).app
}

function entity({ entities }: Parameters<AnyHandler>[0], name: string): EntityAccess<JsonObject> {
  const found = entities[name]
  if (found === undefined) throw new Error(`The shop has no entity "${name}"`)
  return found
}

async function present(records: EntityAccess<JsonObject>, key: string | number): Promise<JsonObject> {
  const record = await records.read(key)
  if (record === undefined) throw new Error(`The shop has no record ${key}`)
  return record
}
