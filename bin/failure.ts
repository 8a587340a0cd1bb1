// Why a command ends without having done its work, other than by what is wrong with the document.

/** Exit codes: the check or the run failed; the command was called wrongly. */
export type FailureCode = 1 | 2

/** A sentence for the user and a remedy; never shown with a stack. */
export class Failure extends Error {
  readonly exitCode: FailureCode
  readonly remedy: string | undefined

  constructor(exitCode: FailureCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Failure'
    this.exitCode = exitCode
    this.remedy = options.remedy
  }
}
