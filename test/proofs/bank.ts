// The work of the crash test: transfers that touch several records each, and what must be true of the bank at any time.
import type { Entities } from '../../runtime/entities/entities.js'
import type { JsonObject } from '../../runtime/json.js'
import type { Store } from '../../runtime/store/store.js'
import { openTestEntities } from '../entities/open-test-entities.js'
import { inconsistencies, listAll, type World } from './consistency.js'

const accounts = 10
const openingBalance = 1_000
const integer = { type: 'integer' }

/** A transfer takes the voucher of the one so many before it, if that is made by then, and says so. */
const voucherLife = 20

/** Records of each entity with which the consistency check tries something. */
const trials = 8

const bank: World = {
  accounts: {
    schemas: [],
    key: 'id',
    generateKey: 'none',
    indexes: ['balance'],
    schema: { properties: { id: integer, balance: integer } },
  },
  transfers: {
    schemas: [],
    key: 'id',
    generateKey: 'none',
    unique: ['code'],
    indexes: ['fromId', 'amount'],
    relationships: {
      fromId: { entity: 'accounts', required: true },
      toId: { entity: 'accounts', required: true },
    },
    schema: {
      properties: {
        id: integer,
        fromId: integer,
        toId: integer,
        amount: integer,
        code: { type: 'string' },
        took: integer,
      },
    },
  },
  vouchers: {
    schemas: [],
    key: 'id',
    generateKey: 'none',
    unique: ['transferId'],
    relationships: { transferId: { entity: 'transfers', required: true, onDelete: 'cascade' } },
    schema: { properties: { id: integer, transferId: integer } },
  },
}

/** The bank over a store; open it once for each store. */
export function openBank(store: Store): Entities {
  return openTestEntities(bank, { store })
}

/** Makes the accounts, unless they are there. */
export async function foundBank(entities: Entities): Promise<void> {
  await entities.transaction(async (unit) => {
    const records = unit.records('accounts')
    if ((await records.read(1)) !== undefined) return
    for (let id = 1; id <= accounts; id++) await records.create({ id, balance: openingBalance })
  })
}

/** Makes one transfer: two balances, the transfer, a voucher for it, and an old voucher that goes, all or nothing. */
export async function transfer(entities: Entities, number: number): Promise<void> {
  const { id, fromId, toId, amount, code } = transferOf(number)
  await entities.transaction(async (unit) => {
    await move(unit.records('accounts'), fromId, -amount)
    await move(unit.records('accounts'), toId, amount)
    const taken = await unit.records('vouchers').delete(id - voucherLife)
    const took = taken === undefined ? {} : { took: id - voucherLife }
    await unit.records('transfers').create({ id, fromId, toId, amount, code, ...took })
    await unit.records('vouchers').create({ id, transferId: id })
  })
}

/** The greatest number of a transfer that was made; 0 when there is none. */
export async function lastTransfer(entities: Entities): Promise<number> {
  const made = await listAll(entities.reader('transfers'), {})
  return Math.max(0, ...made.map(({ value }) => Number(value.id)))
}

/** What is wrong with the bank, in words: acknowledged transfers that are not there, parts of transfers, and the rest. */
export async function bankProblems(
  entities: Entities,
  acknowledged: Iterable<number>,
): Promise<readonly string[]> {
  const all = async (name: string) => (await listAll(entities.reader(name), {})).map(({ value }) => value)
  const transfers = new Map((await all('transfers')).map((value) => [Number(value.id), value]))
  const problems: string[] = []
  for (const number of acknowledged)
    if (!transfers.has(number)) problems.push(`transfer ${number} was acknowledged and is not there`)
  for (const [number, value] of transfers)
    if (JSON.stringify({ ...value, took: 0 }) !== JSON.stringify({ ...transferOf(number), took: 0 }))
      problems.push(`transfer ${number}: ${JSON.stringify(value)}`)
  problems.push(...balanceProblems(await all('accounts'), [...transfers.values()]))
  problems.push(...voucherProblems(new Set((await all('vouchers')).map(({ id }) => Number(id))), transfers))
  return [...problems, ...(await inconsistencies(entities, bank, trials))]
}

function balanceProblems(found: readonly JsonObject[], transfers: readonly JsonObject[]): readonly string[] {
  return Array.from({ length: accounts }, (_, i) => i + 1).flatMap((id) => {
    const inOut = transfers.map(({ fromId, toId, amount }) =>
      fromId === id ? -Number(amount) : toId === id ? Number(amount) : 0,
    )
    const want = inOut.reduce((sum, amount) => sum + amount, openingBalance)
    const account = found.find((record) => record.id === id)
    return account?.balance === want ? [] : [`account ${id} has ${account?.balance} instead of ${want}`]
  })
}

function voucherProblems(
  vouchers: ReadonlySet<number>,
  transfers: ReadonlyMap<number, JsonObject>,
): readonly string[] {
  const taken = new Set([...transfers.values()].map(({ took }) => took))
  const kept = [...transfers.keys()].filter((number) => !taken.has(number))
  return [
    ...kept.filter((number) => !vouchers.has(number)).map((number) => `transfer ${number} has no voucher`),
    ...[...vouchers]
      .filter((number) => !kept.includes(number))
      .map((number) => `there is a voucher ${number}`),
  ]
}

async function move(records: ReturnType<Entities['reader']>, id: number, amount: number): Promise<void> {
  const account = await records.read(id)
  await records.update(id, { balance: Number(account?.value.balance) + amount })
}

// Everything about a transfer follows from its number, so that nothing has to be remembered to check it.
function transferOf(number: number) {
  const fromId = (number % accounts) + 1
  const toId = ((number * 7 + 3) % accounts) + 1
  return {
    id: number,
    fromId,
    toId: toId === fromId ? (fromId % accounts) + 1 : toId,
    amount: (number % 9) + 1,
    code: `code ${number}`,
  }
}
