// Diagnostics as GitHub Actions workflow commands, which annotate the lines of a pull request.
import { join, sep } from 'node:path'
import type { ChangeReport } from '../../generator/changes/change-report.js'
import type { Difference } from '../../generator/check/check.js'
import type { Diagnostic } from '../../generator/diagnostics.js'
import { contractPath } from '../../generator/plan/file-plan.js'
import { meaningsOf, orphanText } from '../changes-text.js'
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

/** Most changes that are annotated; GitHub shows ten of a kind in a step, and lists the others in the log. */
const maxChanges = 50

/** Changes of the contract at the bundled contract, breaking ones as warnings, and hooks without an operation at their places. */
export function annotateChanges({ changes, orphans }: ChangeReport, dir: string): readonly string[] {
  const fileOf = (path: string) => join(dir, path).split(sep).join('/')
  const contract = fileOf(contractPath)
  return [
    ...orphans.slice(0, maxChanges).map((orphan) => {
      const { path, line, column } = orphan
      const properties = {
        file: fileOf(path),
        line,
        col: column,
        title: 'mockgen: hook without an operation',
      }
      return command('warning', properties, orphanText(orphan))
    }),
    ...changes.slice(0, maxChanges).map((change) => {
      const title = change.breaking ? 'mockgen: breaking change' : 'mockgen: change'
      const message = [change.text, ...meaningsOf(change)].join('\n')
      return command(change.breaking ? 'warning' : 'notice', { file: contract, title }, message)
    }),
  ]
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
