// Delivers messages: a bounded queue in the memory of this process, a few at a time, each again until it has arrived or there
// is no more hope. What became of the last ones is remembered.
import type { Clock } from '../../clock.js'
import type { Ids, Random } from '../../ids.js'
import type { Logger } from '../../logger.js'
import { version } from '../../version.js'
import { hopsHeader } from '../hops.js'
import { type Attempt, attempt, type ResolveHost } from './attempt.js'
import { type DeliveryOutcome, DeliveryReports } from './delivery-reports.js'
import type { HostRules } from './host-rules.js'
import type { DeliveryReport, DeliveryState, Message } from './message.js'
import { isDelivered, type RetryPolicy, waitBeforeNext } from './retry.js'
import { type SigningKey, webhookHeaders } from './signature.js'
import { type Taken, WaitingRoom } from './waiting-room.js'

/** What bounds the deliveries of a mock. */
export interface DeliveryLimits extends RetryPolicy {
  /** Until an attempt must have its connection, and its answer. */
  readonly connectTimeoutMs: number
  readonly timeoutMs: number
  /** Most messages that are not delivered yet, three quarters of them to one host; the next ones are dropped. */
  readonly maxWaiting: number
  /** Most attempts at a time: in all, and to one host. */
  readonly maxRunning: number
  readonly maxRunningToHost: number
  /** How long `close` waits for what has begun. */
  readonly closeWaitMs: number
}

/** What deliveries are made with. */
export interface DeliveriesParts {
  readonly limits: DeliveryLimits
  readonly rules: HostRules
  readonly resolve: ResolveHost
  readonly key: SigningKey | undefined
  /** Real time. */
  readonly clock: Clock
  readonly ids: Pick<Ids, 'uuid'>
  /** Spreads the attempts. */
  readonly random: Random
  readonly log: Logger
}

const closed: DeliveryOutcome = { error: 'the mock was closed' }

/** A message on its way. */
interface Job extends Taken {
  readonly message: Message
  readonly id: string
  readonly lane: string
  readonly abort: AbortController
  attempts: number
  /** The wait before its next attempt. */
  timer?: NodeJS.Timeout
}

/** The deliveries of one mock. */
export class Deliveries {
  readonly #parts: DeliveriesParts
  readonly #reports: DeliveryReports
  readonly #room: WaitingRoom
  /** Everything that is not done: what waits for its first attempt, what runs, and what waits to be tried again. */
  readonly #jobs = new Set<Job>()
  readonly #ready = new Set<Job>()
  /** Lanes and hosts that are in use; those waiting to be tried again keep their lane. */
  readonly #lanes = new Set<string>()
  readonly #runningTo = new Map<string, number>()
  #running = 0
  #isClosed = false
  /** Not delivered because of the end. */
  #lost = 0
  #idle: (() => void)[] = []

  constructor(parts: DeliveriesParts) {
    this.#parts = parts
    this.#reports = new DeliveryReports(parts.clock)
    this.#room = new WaitingRoom(parts.limits.maxWaiting, parts.log)
  }

  /** What became of the last thousand messages, the newest first. */
  get reports(): readonly DeliveryReport[] {
    return this.#reports.newestFirst
  }

  /** Takes a message over; what has become of it so far. Never throws. */
  add(message: Message): DeliveryReport {
    const { rules, log } = this.#parts
    const id = this.#parts.ids.uuid()
    const url = URL.canParse(message.url) ? new URL(message.url) : undefined
    const refusal = url === undefined ? 'it is no URL' : rules.refusalOf(url)
    if (url === undefined || refusal !== undefined) {
      log.warn(
        { [message.kind]: message.name, target: url?.origin, reason: refusal },
        'a message may not be sent',
      )
      return this.#reports.tell(id, message, { state: 'refused', attempts: 0, error: refusal })
    }
    const { sandbox, about, body = '' } = message
    const lane = about === undefined ? id : JSON.stringify([sandbox, url.href, about])
    const taken: Taken = { host: url.host, size: body.length + lane.length }
    const dropped = this.#isClosed ? closed : this.#room.enter(taken, message)
    if (dropped !== undefined)
      return this.#reports.tell(id, message, { state: 'dropped', attempts: 0, ...dropped })
    const job: Job = { ...taken, message, id, lane, abort: new AbortController(), attempts: 0 }
    const report = this.#reports.tell(id, message, { state: 'waiting', attempts: 0 })
    this.#jobs.add(job)
    this.#ready.add(job)
    this.#startReady()
    return report
  }

  /** Resolves when nothing is on its way. */
  idle(): Promise<void> {
    return this.#jobs.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  /**
   * Ends: nothing is tried again, what waits for its first attempt has it, and after a while everything is given up. What was
   * not delivered is logged.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const job of this.#jobs) {
      if (job.timer === undefined) continue
      clearTimeout(job.timer)
      this.#done(job, 'failed', closed)
    }
    // What waited for the thing of one that is done now.
    this.#startReady()
    const cut = setTimeout(() => this.#giveUp(), this.#parts.limits.closeWaitMs)
    await this.idle()
    clearTimeout(cut)
    if (this.#lost > 0)
      this.#parts.log.warn({ messages: this.#lost }, 'messages were not delivered before the end')
    this.#lost = 0
  }

  #giveUp(): void {
    for (const job of this.#jobs) {
      if (this.#ready.has(job)) this.#done(job, 'failed', closed)
      else job.abort.abort()
    }
  }

  // In the order in which they came, except that nobody waits for a host or a thing that another message is busy with.
  #startReady(): void {
    const { maxRunning, maxRunningToHost } = this.#parts.limits
    for (const job of this.#ready) {
      if (this.#running >= maxRunning) return
      if (job.attempts === 0 && this.#lanes.has(job.lane)) continue
      if ((this.#runningTo.get(job.host) ?? 0) >= maxRunningToHost) continue
      this.#ready.delete(job)
      this.#lanes.add(job.lane)
      void this.#run(job)
    }
  }

  async #run(job: Job): Promise<void> {
    const { limits, rules, resolve, key, clock, log } = this.#parts
    const { message, id } = job
    this.#count(job, 1)
    job.attempts++
    const headers = {
      'user-agent': `mockgen/${version}`,
      ...message.headers,
      ...webhookHeaders({ id, body: message.body }, clock.now(), key),
      [hopsHeader]: String(message.hops),
    }
    const { connectTimeoutMs, timeoutMs } = limits
    const options = { rules, resolve, connectTimeoutMs, timeoutMs, signal: job.abort.signal }
    const result = await attempt({ ...message, headers }, options).catch(
      // A header that HTTP does not allow, or a method: nothing was sent.
      (error: unknown): Attempt => ({ kind: 'failed', error: String(error), isFinal: true }),
    )
    this.#count(job, -1)
    const answered = result.kind === 'answered' ? { status: result.status } : { error: result.error }
    log.debug({ [message.kind]: message.name, attempt: job.attempts, ...answered }, 'a message was sent')
    if (isDelivered(result)) this.#done(job, 'delivered', answered)
    else this.#tryAgain(job, result, answered)
    this.#startReady()
  }

  #tryAgain(job: Job, result: Attempt, answered: DeliveryOutcome): void {
    const { limits, clock, random, log } = this.#parts
    const { message, attempts } = job
    const wait = this.#isClosed
      ? undefined
      : waitBeforeNext(result, attempts, limits, { now: clock.now(), random })
    if (wait === undefined) {
      log.warn({ [message.kind]: message.name, attempts, ...answered }, 'a message could not be delivered')
      this.#done(job, 'failed', answered)
      return
    }
    this.#reports.tell(job.id, message, { state: 'waiting', attempts, ...answered })
    job.timer = setTimeout(() => {
      delete job.timer
      this.#ready.add(job)
      this.#startReady()
    }, wait)
  }

  #done(job: Job, state: DeliveryState, outcome: DeliveryOutcome): void {
    this.#jobs.delete(job)
    this.#ready.delete(job)
    this.#lanes.delete(job.lane)
    if (this.#isClosed && state !== 'delivered') this.#lost++
    this.#room.leave(job)
    this.#reports.tell(job.id, job.message, { state, attempts: job.attempts, ...outcome })
    if (this.#jobs.size > 0) return
    const waiting = this.#idle
    this.#idle = []
    for (const resolve of waiting) resolve()
  }

  #count({ host }: Job, change: 1 | -1): void {
    this.#running += change
    const running = (this.#runningTo.get(host) ?? 0) + change
    if (running === 0) this.#runningTo.delete(host)
    else this.#runningTo.set(host, running)
  }
}
