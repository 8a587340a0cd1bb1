// The one place where an error becomes words and an exit code.
import { type Diagnostic, DiagnosticError } from '../generator/diagnostics.js'
import { Failure } from './failure.js'
import { printDiagnostics, summarizeDiagnostics } from './print-diagnostics.js'
import { printable } from './printable.js'
import type { Terminal } from './terminal.js'

/**
 * Tells what went wrong, on the error output, and answers the exit code. A stack is shown only of a bug and only when it is
 * asked for.
 */
export function reportFailure(error: unknown, terminal: Terminal, withStack: boolean): number {
  if (error instanceof DiagnosticError) {
    printDiagnostics(terminal.err, error.diagnostics)
    terminal.err.write(`${summarizeDiagnostics(error.diagnostics)}\n`)
    return diagnosticsExitCode(error.diagnostics)
  }
  if (error instanceof Failure) return reportRefusal(error, terminal)
  return reportBug(error, terminal, withStack)
}

/** 3 when the document is at fault, 1 when it is the folder or the installation. */
export function diagnosticsExitCode(diagnostics: readonly Diagnostic[]): 1 | 3 {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  return errors.every(({ code }) => /^MOCKGEN_(OUTPUT_|CONFLICT|RUNTIME_)/.test(code)) ? 1 : 3
}

function reportRefusal({ message, remedy, exitCode }: Failure, { err }: Terminal): number {
  err.write(`${err.colors.red('error:')} ${printable(message)}\n`)
  if (remedy) err.write(`  ${err.colors.cyan('fix:')} ${printable(remedy)}\n`)
  return exitCode
}

function reportBug(error: unknown, { err }: Terminal, withStack: boolean): number {
  const message = error instanceof Error ? error.message : String(error)
  err.write(`${err.colors.red('error:')} this is a bug in mockgen: ${printable(message)}\n`)
  if (withStack) err.write(`${stackOf(error)}\n`)
  else err.write(`  ${err.colors.cyan('fix:')} please report it with what --debug prints\n`)
  return 1
}

/** The stack with the stacks of its causes, line by line free of control characters. */
function stackOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return printable(String(error))
  const stack = (error.stack ?? error.message).split('\n').map(printable).join('\n')
  // Five causes tell every story; a chain that is longer may be a circle.
  return error.cause === undefined || depth === 5
    ? stack
    : `${stack}\ncaused by ${stackOf(error.cause, depth + 1)}`
}
