// Room for messages that are not delivered yet: how many there are, how long they are, and how much of it one host has.
import type { Logger } from '../../logger.js'
import type { Message } from './message.js'

/** Most characters of messages that wait: 32 Mi. */
const maxWaitingText = 33_554_432

/** What one host may have of the room. The rest is kept for others: a receiver that is silent must not silence them. */
const hostShare = 0.75

/** What a message takes. */
export interface Taken {
  readonly host: string
  /** Characters that it keeps in memory. */
  readonly size: number
}

interface Load {
  messages: number
  text: number
}

/** The room of one mock. */
export class WaitingRoom {
  readonly #maxWaiting: number
  readonly #log: Logger
  readonly #all: Load = { messages: 0, text: 0 }
  /** Only hosts that have something here. */
  readonly #hosts = new Map<string, Load>()
  /** Dropped since the room was half empty. */
  #dropped = 0

  constructor(maxWaiting: number, log: Logger) {
    this.#maxWaiting = maxWaiting
    this.#log = log
  }

  /** Takes a message in; else why there is no room for it, which is told once until the room is half empty. */
  enter({ host, size }: Taken, message: Message): { readonly error: string } | undefined {
    const own = this.#hosts.get(host) ?? { messages: 0, text: 0 }
    const isFull = !this.#hasRoom(this.#all, size, 1)
    if (isFull || !this.#hasRoom(own, size, hostShare)) {
      this.#tellFull(message, isFull ? undefined : host)
      return {
        error: isFull ? 'too many messages are waiting' : 'too many messages are waiting for this host',
      }
    }
    this.#hosts.set(host, own)
    for (const load of [this.#all, own]) {
      load.messages += 1
      load.text += size
    }
    return undefined
  }

  /** Lets go of a message that was taken in. */
  leave({ host, size }: Taken): void {
    const own = this.#hosts.get(host)
    for (const load of own === undefined ? [] : [this.#all, own]) {
      load.messages -= 1
      load.text -= size
    }
    if (own?.messages === 0) this.#hosts.delete(host)
    this.#tellRoom()
  }

  #hasRoom({ messages, text }: Load, size: number, share: number): boolean {
    const most = Math.ceil(this.#maxWaiting * share)
    return messages < most && text + size <= maxWaitingText * share
  }

  // A flood of messages must not become a flood of lines.
  #tellFull({ kind, name }: Message, host: string | undefined): void {
    this.#dropped++
    if (this.#dropped > 1) return
    const waiting = this.#all.messages
    if (host === undefined)
      this.#log.warn({ [kind]: name, waiting }, 'too many messages are waiting; new ones are dropped')
    else
      this.#log.warn(
        { [kind]: name, host, waiting },
        'too many messages are waiting for one host; new ones are dropped',
      )
  }

  #tellRoom(): void {
    if (this.#dropped === 0) return
    const { messages, text } = this.#all
    if (messages > this.#maxWaiting / 2 || text > maxWaitingText / 2) return
    this.#log.warn({ dropped: this.#dropped }, 'there is room for messages again; some were dropped')
    this.#dropped = 0
  }
}
