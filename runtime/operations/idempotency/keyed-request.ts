// A request under its Idempotency-Key, as the store knows it: being carried out by somebody, or answered.
import { systemClock } from '../../clock.js'
import type { EntityTransaction } from '../../entities/entities.js'
import type { KeptValue } from '../../entities/kept-values.js'
import { MockError } from '../../errors.js'
import type { Reply } from '../../http/reply.js'
import { createIds } from '../../ids.js'
import { isObject, type JsonObject } from '../../json.js'
import { parseJsonText } from '../../parse-json.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import { isKeepable, printReply, readReply } from './kept-reply.js'

/** Where requests are kept. */
const collection = '$idempotency'

/** Seconds after which a client may ask again whether the first request is done. */
const retryAfterSeconds = '1'

const { nanoid } = createIds()

/** What a request is kept under and for how long. */
export interface KeyedParts {
  readonly id: string
  readonly fingerprint: string
  /** How long its answer is kept, by the clock of the sandbox. */
  readonly ttlMs: number
  /** How long others wait for who carries it out, in real time: the sandbox's clock may stand still. */
  readonly leaseMs: number
}

/** One attempt at a request: each has a name of its own, so that it knows what it has written itself. */
export class KeyedRequest {
  readonly #parts: KeyedParts
  readonly #space: OpenSpace
  readonly #by = nanoid()

  constructor(parts: KeyedParts, space: OpenSpace) {
    this.#parts = parts
    this.#space = space
  }

  /**
   * The answer that the request has got already; undefined when this attempt is the one that carries it out. Throws
   * MOCK_IN_PROGRESS while another one does, MOCK_KEY_REUSED when the key was used for something else.
   */
  async claim(unit: EntityTransaction): Promise<Reply | undefined> {
    const kept = await unit.kept.get(collection, this.#parts.id)
    const found = kept && parse(kept)
    if (kept === undefined || found === undefined) return this.#begin(unit)
    if (found.fingerprint !== this.#parts.fingerprint)
      throw new MockError('MOCK_KEY_REUSED', {
        detail:
          'the key belongs to another request; each request that is not a repetition needs a key of its own',
      })
    if (found.state === 'answered') return replayed(found.reply, kept, this.#space)
    // Who has not finished in time has ended, or will find that it has lost the request.
    if (Number(found.until) <= systemClock.now()) return this.#begin(unit)
    throw inProgress()
  }

  /** Keeps the answer; MOCK_IN_PROGRESS when another attempt has taken the request over. A 5xx leaves the key unused. */
  async keep(unit: EntityTransaction, reply: Reply): Promise<void> {
    if (!(await this.#isMine(unit))) throw inProgress()
    const { id } = this.#parts
    if (reply.status >= 500) return unit.kept.delete(collection, id)
    await this.#put(unit, {
      state: 'answered',
      reply: isKeepable(reply) ? printReply(reply, this.#space) : null,
    })
  }

  /** Leaves the key unused, unless another attempt has taken the request over. */
  async release(unit: EntityTransaction): Promise<void> {
    if (await this.#isMine(unit)) await unit.kept.delete(collection, this.#parts.id)
  }

  async #begin(unit: EntityTransaction): Promise<undefined> {
    await this.#put(unit, {
      state: 'running',
      by: this.#by,
      until: systemClock.now() + this.#parts.leaseMs,
    })
  }

  // What was got is checked at the commit. It may be gone: the sandbox's clock was moved beyond its time.
  async #isMine(unit: EntityTransaction): Promise<boolean> {
    const kept = await unit.kept.get(collection, this.#parts.id)
    return kept === undefined || parse(kept).by === this.#by
  }

  #put(unit: EntityTransaction, value: JsonObject): Promise<void> {
    const { id, fingerprint, ttlMs } = this.#parts
    const text = JSON.stringify({ fingerprint, ...value })
    return unit.kept.put(collection, id, text, { expiresAt: this.#space.clock.now() + ttlMs })
  }
}

function parse({ value }: KeptValue): JsonObject {
  const found = parseJsonText(value)
  if (isObject(found)) return found
  throw new TypeError('What is kept of a request is damaged')
}

function replayed(data: JsonObject[string] | undefined, kept: KeptValue, space: OpenSpace): Reply {
  if (data === null)
    throw new MockError('MOCK_CONFLICT', {
      detail: 'the request was carried out; its answer was too long to be kept',
    })
  const reply = readReply(data, kept, space)
  return { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } }
}

function inProgress(): MockError {
  return new MockError('MOCK_IN_PROGRESS', {
    detail: 'a request with the same key has not been answered yet',
    headers: { 'retry-after': retryAfterSeconds },
  })
}
