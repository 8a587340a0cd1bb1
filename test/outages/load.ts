// Clients that work on a bookstore while its store comes and goes, and hold every answer against what they were told.
import type { SentReply, StartedMock } from '@mockgen/runtime/testing'

/** What an author may be, as far as its client can know. */
interface Author {
  readonly email: string
  /** Each name that it may have: one, unless the outcome of a change is unknown. */
  names: Set<string>
  /** The outcome of its removal is unknown. */
  isMaybeGone: boolean
}

export interface LoadOptions {
  readonly mock: StartedMock
  /** Ids of records whose acknowledged change was reported as lost. Default: none may be. */
  readonly reported?: () => ReadonlySet<string>
  /** Called with every answer that is no 503. */
  readonly onAnswer?: () => void
}

const clients = 6
/** Pages have a hundred records: what a client has fits on one. */
const maxAuthors = 40

/** Six clients that create, read, replace, remove and list authors of their own. */
export class Load {
  /** Acknowledged changes. */
  acknowledged = 0
  /** Answers with status 503. */
  refused = 0
  /** What should never happen, in words. */
  readonly wrong: string[] = []
  readonly #clients: readonly Client[]
  readonly #running: Promise<unknown>
  #isRunning = true

  constructor(options: LoadOptions) {
    this.#clients = Array.from({ length: clients }, (_, i) => new Client(this, options, i))
    this.#running = Promise.all(this.#clients.map((client) => this.#run(client)))
  }

  /** Lets what is under way end. */
  async stop(): Promise<void> {
    this.#isRunning = false
    await this.#running
  }

  /** Reads everything once more. */
  async verify(): Promise<void> {
    for (const client of this.#clients) await client.verify()
  }

  async #run(client: Client): Promise<void> {
    while (this.#isRunning) {
      await client.step()
      // Refusals come at once; the loop leaves time for everything else.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}

class Client {
  readonly #load: Load
  readonly #options: LoadOptions
  /** Nobody else's authors have it. */
  readonly #country: string
  readonly #authors = new Map<string, Author>()
  readonly #removed = new Set<string>()
  /** Of authors whose creation has an unknown outcome. */
  readonly #maybeEmails = new Set<string>()
  #steps = 0

  constructor(load: Load, options: LoadOptions, number: number) {
    this.#load = load
    this.#options = options
    this.#country = `X${String.fromCharCode(65 + number)}`
  }

  async step(): Promise<void> {
    const step = this.#steps++
    const ids = [...this.#authors.keys()]
    const id = ids[step % Math.max(1, ids.length)]
    if (id === undefined || (step % 3 === 0 && ids.length < maxAuthors)) return this.#create(step)
    if (step % 11 === 1) return this.#remove(id)
    if (step % 4 === 1) return this.#replace(id, step)
    return step % 4 === 2 ? this.#list() : this.#read(id)
  }

  async verify(): Promise<void> {
    for (const id of [...this.#authors.keys(), ...this.#removed]) await this.#read(id)
    await this.#list()
  }

  async #create(step: number): Promise<void> {
    const email = `${this.#country}-${step}@example.com`.toLowerCase()
    const name = `author ${step}`
    const reply = await this.#send('createAuthor', { body: { name, email, country: this.#country } })
    const id = textOf(reply.body, 'id')
    if (reply.status === 201 && id !== undefined)
      this.#authors.set(id, { email, names: new Set([name]), isMaybeGone: false })
    else if (reply.status === 503) {
      if (isUnknown(reply)) this.#maybeEmails.add(email)
    } else this.#complain(reply, `creating ${email}`)
  }

  async #replace(id: string, step: number): Promise<void> {
    const author = this.#authors.get(id)
    if (author === undefined) return
    const name = `renamed ${step}`
    const body = { name, email: author.email, country: this.#country }
    const reply = await this.#send('replaceAuthor', { path: { authorId: id }, body })
    if (reply.status === 200) {
      author.names = new Set([name])
      author.isMaybeGone = false
    } else if (reply.status === 503) {
      if (isUnknown(reply)) author.names.add(name)
    } else if (!(reply.status === 404 && author.isMaybeGone)) this.#complain(reply, `replacing ${id}`, id)
  }

  async #remove(id: string): Promise<void> {
    const author = this.#authors.get(id)
    if (author === undefined) return
    const reply = await this.#send('deleteAuthor', { path: { authorId: id } })
    if (reply.status === 204 || (reply.status === 404 && author.isMaybeGone)) {
      this.#authors.delete(id)
      this.#removed.add(id)
    } else if (reply.status === 503) author.isMaybeGone ||= isUnknown(reply)
    else this.#complain(reply, `removing ${id}`, id)
  }

  async #read(id: string): Promise<void> {
    const reply = await this.#send('getAuthor', { path: { authorId: id } })
    const author = this.#authors.get(id)
    if (reply.status === 503) return
    if (reply.status === 404 && (author === undefined || author.isMaybeGone)) return
    const name = textOf(reply.body, 'name')
    const isRight = reply.status === 200 && name !== undefined && author?.names.has(name) === true
    if (!isRight) this.#complain(reply, `reading ${id}`, id)
  }

  async #list(): Promise<void> {
    const reply = await this.#send('listAuthors', { query: { country: this.#country, limit: 100 } })
    if (reply.status === 503) return
    if (reply.status !== 200) return this.#complain(reply, 'listing')
    const listed = new Map(itemsOf(reply.body).map((item) => [textOf(item, 'id') ?? '', item]))
    for (const [id, { isMaybeGone }] of this.#authors)
      if (!isMaybeGone && !listed.has(id)) this.#complain(reply, `${id} is not listed`, id)
    for (const [id, item] of listed) {
      const author = this.#authors.get(id)
      const name = textOf(item, 'name') ?? ''
      const isExpected =
        author === undefined ? this.#maybeEmails.has(textOf(item, 'email') ?? '') : author.names.has(name)
      if (!isExpected) this.#complain(reply, `${id} is listed as ${name}`, id)
    }
  }

  async #send(operation: string, options: Parameters<StartedMock['send']>[1]): Promise<SentReply> {
    const reply = await this.#options.mock.send(operation, options)
    if (reply.violations.length > 0) this.#complain(reply, JSON.stringify(reply.violations))
    if (reply.status === 503) {
      this.#load.refused++
      if (reply.headers.get('retry-after') === null) this.#complain(reply, '503 without Retry-After')
    } else {
      this.#options.onAnswer?.()
      if (['createAuthor', 'replaceAuthor', 'deleteAuthor'].includes(operation)) this.#load.acknowledged++
    }
    return reply
  }

  #complain(reply: SentReply, what: string, id?: string): void {
    if (id !== undefined && this.#options.reported?.().has(id)) return
    this.#load.wrong.push(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`.slice(0, 500))
  }
}

function isUnknown(reply: SentReply): boolean {
  return textOf(reply.body, 'detail')?.includes('not known') === true
}

function textOf(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const text: unknown = Reflect.get(value, name)
  return typeof text === 'string' ? text : undefined
}

// The envelope of a page: an object with one array in it.
function itemsOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).find(Array.isArray) ?? []
}
