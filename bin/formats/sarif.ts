// Diagnostics as SARIF 2.1.0 (OASIS), which code scanning services and editors read.
import { isAbsolute, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Diagnostic, diagnosticCodes } from '../../generator/diagnostics.js'
import { readOwnPackage } from '../../generator/own-package.js'

/** A log of one run; `contract` locates the diagnostics that have no place of their own. */
export function toSarif(diagnostics: readonly Diagnostic[], contract: string): object {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mockgen', version: readOwnPackage().version, rules } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => toResult(diagnostic, contract)),
      },
    ],
  }
}

const rules = Object.entries(diagnosticCodes).map(([id, text]) => ({ id, shortDescription: { text } }))

function toResult({ severity, code, message, remedy, place }: Diagnostic, contract: string): object {
  return {
    ruleId: code,
    ruleIndex: rules.findIndex((rule) => rule.id === code),
    level: severity,
    message: { text: remedy ? `${message}\n${remedy}` : message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(place?.file ?? contract) },
          ...(place && { region: { startLine: place.line, startColumn: place.column } }),
        },
      },
    ],
  }
}

/** A relative reference (RFC 3986) for a relative path, so that the log means the same on another machine. */
function toUri(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href
  return file.split(sep).map(encodeURIComponent).join('/')
}
