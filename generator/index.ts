// The library: the pipeline behind `mockgen generate`, and what its results are made of.
export { type Diagnostic, type DiagnosticCode, DiagnosticError, diagnosticCodes } from './diagnostics.js'
export { type GenerateOptions, type GenerateReport, generate } from './generate.js'
export type { RemoteAccess } from './load/remote/remote-access.js'
export type { Place } from './model.js'
export type { OnProgress, Stage } from './read-contract.js'
export type { RuntimeChoice } from './runtime-dependency.js'
export type { ApiSummary } from './summarize.js'
export type { WriteReport } from './write/write-project.js'
