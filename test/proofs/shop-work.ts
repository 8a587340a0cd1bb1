// What the clients of the contention proof do, and what is wrong with the answers they got.
import { accountIds, soldOut } from './shop.js'
import { lostRace, type Send } from './shop-clients.js'

/** Clients at once. */
export const clients = 64
/** Orders that come too late: more than there are clients, so that each finds the shelf empty. */
const tooMany = 100
const openingBalance = 1_000
/** Sends of one request before the test takes it that it will never get through. */
const maxSends = 100

/** How a run went. */
export interface Outcome {
  readonly problems: readonly string[]
  /** How it went, for people. */
  readonly summary: string
}

/** Sells `stock` pieces to clients who want more: each order succeeds or is refused, and exactly so many succeed. */
export async function sellOut(send: Send, stock: number): Promise<Outcome> {
  const problems: string[] = []
  await send(0, 'POST', '/stock', { id: 'lamp', quantity: stock })
  let [waiting, placed, refused, again] = [stock + tooMany, 0, 0, 0]
  const start = performance.now()
  await everyClient(async (client) => {
    while (waiting-- > 0) {
      const reply = await insist(
        () => send(client, 'POST', '/orders', { stockId: 'lamp', customer: client }),
        () => again++,
      )
      if (reply.status === 201) placed += 1
      else if (reply.status === 409 && reply.body.detail === soldOut) refused += 1
      else problems.push(`an order was answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    }
  })
  const seconds = (performance.now() - start) / 1_000
  const { body: left } = await send(0, 'GET', '/stock/lamp')
  const { body: orders } = await send(1, 'GET', '/orders?stockId=lamp&limit=1')
  const want = { placed: stock, refused: tooMany, left: 0, orders: stock }
  const got = { placed, refused, left: left.quantity, orders: orders.total }
  if (JSON.stringify(got) !== JSON.stringify(want))
    problems.push(`${JSON.stringify(got)} is not ${JSON.stringify(want)}`)
  return {
    problems,
    summary: `${placed} orders in ${seconds.toFixed(1)} s, ${again} sent again after lost races`,
  }
}

/** Makes so many transfers between the accounts, and looks at the sum meanwhile, in transactions and in lists. */
export async function moveMoney(send: Send, transfers: number): Promise<Outcome> {
  const problems: string[] = []
  const total = openingBalance * accountIds.length
  for (const id of accountIds) await send(0, 'POST', '/accounts', { id, balance: openingBalance })
  let [waiting, done, again, sights] = [transfers, 0, 0, 0]
  const start = performance.now()
  const look = async (client: number) => {
    const { body: inOne, status } = await send(client, 'GET', '/sum')
    if (status === 200 && inOne.sum !== total) problems.push(`a transaction saw ${inOne.sum}`)
    else if (status !== 200 && inOne.code !== lostRace) problems.push(`a sum was answered ${status}`)
    const { body: listed } = await send(client, 'GET', '/accounts')
    if (sumOf(listed) !== total) problems.push(`a list saw ${sumOf(listed)}`)
    if (status === 200) sights += 1
  }
  await everyClient(async (client) => {
    for (let number = --waiting; number >= 0; number = --waiting) {
      if (client % 8 === 0) await look(client)
      const [from, to] = pairOf(number)
      const body = { from, to, amount: (number % 7) + 1 }
      const reply = await insist(
        () => send(client, 'POST', '/transfers', body),
        () => again++,
      )
      if (reply.status === 200) done += 1
      else problems.push(`a transfer was answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    }
  })
  const seconds = (performance.now() - start) / 1_000
  const { body: accounts } = await send(1, 'GET', '/accounts')
  if (sumOf(accounts) !== total) problems.push(`at the end there is ${sumOf(accounts)}`)
  if (done !== transfers) problems.push(`${done} of ${transfers} transfers were made`)
  const want = expectedBalances(transfers)
  const got = Object.values(accounts).map((account) => Number(Object(account).balance))
  if (JSON.stringify(got) !== JSON.stringify(want)) problems.push(`${got.join()} is not ${want.join()}`)
  const summary = `${done} transfers in ${seconds.toFixed(1)} s, ${again} sent again, ${sights} sums read meanwhile`
  return { problems, summary }
}

async function everyClient(work: (client: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
}

// Sends again what has lost too many races, as the answer says.
async function insist<T extends { readonly body: Readonly<Record<string, unknown>> }>(
  send: () => Promise<T>,
  onAgain: () => void,
): Promise<T> {
  for (let sends = 1; ; sends++) {
    const reply = await send()
    if (reply.body.code !== lostRace || sends === maxSends) return reply
    onAgain()
  }
}

// Which accounts a transfer is between follows from its number, so the balances at the end are known.
function pairOf(number: number): readonly [number, number] {
  const from = (number * 3) % accountIds.length
  const to = (from + 1 + (number % (accountIds.length - 1))) % accountIds.length
  return [from + 1, to + 1]
}

function expectedBalances(transfers: number): readonly number[] {
  const balances = accountIds.map(() => openingBalance)
  for (let number = 0; number < transfers; number++) {
    const [from, to] = pairOf(number)
    balances[from - 1] = (balances[from - 1] ?? 0) - ((number % 7) + 1)
    balances[to - 1] = (balances[to - 1] ?? 0) + ((number % 7) + 1)
  }
  return balances
}

function sumOf(accounts: object): number {
  return Object.values(accounts).reduce((sum: number, account) => sum + Number(Object(account).balance), 0)
}
