// Diagnostics as GitHub Actions workflow commands, which annotate the lines of a pull request.
import { join, sep } from 'node:path'
import type { Difference } from '../../generator/check/check.js'
import type { Diagnostic } from '../../generator/diagnostics.js'
import { reasonOf } from '../check-text.js'

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
  return command(severity, properties, remedy ? `${message}\n${remedy}` : message)
}

/** Most characters of a difference in an annotation: it is shown beside a line, and `mockgen check` shows the rest. */
const maxShown = 4_000

/** A file of a project that is not as it should be, at the first line that differs. */
export function annotateDrift({ path, drift, diff }: Difference, dir: string): string {
  const line = /^@@ -(\d+)/m.exec(diff)?.[1]
  const properties = {
    file: join(dir, path).split(sep).join('/'),
    ...(line !== undefined && { line: Math.max(1, Number(line)) }),
    title: `mockgen check: ${drift}`,
  }
  return command('error', properties, `${path} ${reasonOf(drift)}\n${diff.slice(0, maxShown)}`)
}

function command(
  kind: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  return `::${kind} ${list.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
