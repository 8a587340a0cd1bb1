// What became of messages: the last ones, for whoever looks why something did not arrive.
import type { Clock } from '../../clock.js'
import type { DeliveryReport, Message } from './message.js'

/** How many reports are kept. Bodies are not among them. */
const maxReports = 1_000

/** Longest URL that is remembered whole: longer ones are not sent, and a client may give any that its request has room for. */
const maxShownUrl = 8_192

/** How the last attempt ended. */
export interface DeliveryOutcome {
  readonly status?: number | undefined
  readonly error?: string | undefined
}

/** The reports of one mock. */
export class DeliveryReports {
  readonly #clock: Clock
  readonly #reports = new Map<string, DeliveryReport>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get newestFirst(): readonly DeliveryReport[] {
    return [...this.#reports.values()].reverse()
  }

  /** Remembers how a message stands, instead of what was known of it before. */
  tell(
    id: string,
    { kind, name, sandbox, method, url }: Message,
    { status, error, ...rest }: DeliveryOutcome & Pick<DeliveryReport, 'state' | 'attempts'>,
  ): DeliveryReport {
    const at = this.#reports.get(id)?.at ?? new Date(this.#clock.now()).toISOString()
    const report: DeliveryReport = {
      ...{ id, kind, name, sandbox, method, url: shown(url), at, ...rest },
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
    }
    this.#reports.set(id, report)
    const [oldest] = this.#reports.keys()
    if (this.#reports.size > maxReports && oldest !== undefined) this.#reports.delete(oldest)
    return report
  }
}

// A copy: what is only cut out keeps the whole text in memory.
function shown(url: string): string {
  return url.length <= maxShownUrl ? url : `${Buffer.from(url.slice(0, maxShownUrl)).toString()}…`
}
