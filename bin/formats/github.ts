// Diagnostics as GitHub Actions workflow commands, which annotate the lines of a pull request.
import type { Diagnostic } from '../../generator/diagnostics.js'

/**
 * `::error file=…,line=…,col=…,title=CODE::message`, in the escaping of the toolkit's `command.ts`
 * (https://github.com/actions/toolkit): `%`, CR and LF everywhere, `:` and `,` in properties too.
 */
export function toWorkflowCommand(diagnostic: Diagnostic, contract: string): string {
  const { severity, code, message, remedy, place } = diagnostic
  const properties = {
    file: place?.file ?? contract,
    ...(place && { line: place.line, col: place.column }),
    title: code,
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  return `::${severity} ${list.join(',')}::${escapeData(remedy ? `${message}\n${remedy}` : message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
