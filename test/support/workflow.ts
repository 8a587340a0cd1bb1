// Reads a workflow of GitHub Actions as data: enough of it to carry out its `run` steps and to hold it to rules.
import { parse } from 'yaml'

export interface Workflow {
  readonly env: Readonly<Record<string, string>>
  /** Steps with commands, of the only job. */
  readonly steps: readonly { readonly run: string; readonly condition: string | undefined }[]
  /** What it uses: `actions/checkout@v5`. */
  readonly uses: readonly string[]
  /** The whole text as data. */
  readonly data: unknown
}

/** Throws when the text has not one job with steps. */
export function readWorkflow(text: string): Workflow {
  const data: unknown = parse(text)
  const jobs = Object.values(recordOf(recordOf(data).jobs))
  const steps = recordOf(jobs[0]).steps
  if (jobs.length !== 1 || !Array.isArray(steps)) throw new Error('expected one job with steps')
  const texts = (name: string) => steps.map((step: unknown) => recordOf(step)[name])
  const conditions = texts('if')
  return {
    env: Object.fromEntries(
      Object.entries(recordOf(recordOf(data).env)).map(([name, value]) => [name, String(value)]),
    ),
    steps: texts('run').flatMap((run, at) => {
      const condition = conditions[at]
      return typeof run === 'string'
        ? [{ run, condition: typeof condition === 'string' ? condition : undefined }]
        : []
    }),
    uses: texts('uses').flatMap((uses) => (typeof uses === 'string' ? [uses] : [])),
    data,
  }
}

/** The members of an object; none of anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
