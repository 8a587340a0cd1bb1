// What the proofs about outages share.
import type { Logger } from '@mockgen/runtime'

/** How often something goes away: `OUTAGE_ROUNDS`. Default: 3; `npm run proof:outages` takes more. */
export const outageRounds = Number(process.env.OUTAGE_ROUNDS ?? 3)

export const outageTimeoutMs = 30_000 + 20_000 * outageRounds

/** What a test has opened, closed by `closeAll` in the opposite order. */
export const closers: (() => Promise<unknown>)[] = []

export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close().catch(() => undefined)
}

export interface RememberingLog extends Logger {
  /** Changes that were reported as lost. */
  readonly reports: number
  /** The ids of their rows. */
  readonly reported: ReadonlySet<string>
  /** The codes of all faults that were logged. */
  readonly codes: ReadonlySet<string>
  /** The messages of all faults that were logged. */
  readonly messages: ReadonlySet<string>
}

/** A log that remembers what a fallback store reports, and the faults. */
export function rememberingLog(): RememberingLog {
  const reported = new Set<string>()
  const codes = new Set<string>()
  const messages = new Set<string>()
  let reports = 0
  const note = (fields: object) => {
    if ('err' in fields && fields.err instanceof Error) {
      messages.add(fields.err.message)
      if ('code' in fields.err) codes.add(String(fields.err.code))
    }
    if (!('rows' in fields) || !Array.isArray(fields.rows)) return
    reports++
    for (const row of fields.rows) reported.add(String(row).replace(/^[^/]*\//, ''))
  }
  return {
    reported,
    codes,
    messages,
    get reports() {
      return reports
    },
    debug: note,
    info: note,
    warn: note,
    error: note,
  }
}
