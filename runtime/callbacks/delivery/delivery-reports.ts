// What became of messages: the last ones, for whoever looks why something did not arrive.
import type { Clock } from '../../clock.js'
import type { DeliveryReport, DeliveryState, Message } from './message.js'

/** How many reports are kept. Bodies are not among them. */
const maxReports = 1_000

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

  /** Undefined for what is not remembered. */
  stateOf(id: string): DeliveryState | undefined {
    return this.#reports.get(id)?.state
  }

  /** Remembers how a message stands, instead of what was known of it before. */
  tell(
    id: string,
    { kind, name, sandbox, method, url }: Message,
    { status, error, ...rest }: DeliveryOutcome & Pick<DeliveryReport, 'state' | 'attempts'>,
  ): DeliveryReport {
    const at = this.#reports.get(id)?.at ?? new Date(this.#clock.now()).toISOString()
    const report: DeliveryReport = {
      ...{ id, kind, name, sandbox, method, url, at, ...rest },
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
    }
    this.#reports.set(id, report)
    const [oldest] = this.#reports.keys()
    if (this.#reports.size > maxReports && oldest !== undefined) this.#reports.delete(oldest)
    return report
  }
}
