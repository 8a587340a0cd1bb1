// `mockgen check`: whether a committed mock is what its contract would be generated to today; fails a build where it is not.
import { existsSync, readdirSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { type CheckReport, check } from '../../generator/check/check.js'
import { configuredContract } from '../../generator/load/project-config/project-config.js'
import { projectConfigName } from '../../generator/load/project-config/project-config-keys.js'
import type { RemoteAccess } from '../../generator/load/remote/remote-access.js'
import { manifestPath } from '../../generator/write/manifest.js'
import { checkFilling } from '../check-filling.js'
import { printCheck, tellingDifferences } from '../check-text.js'
import { Failure } from '../failure.js'
import { annotateChanges, annotateDrift } from '../formats/github.js'
import { printJson } from '../formats/json.js'
import { printDiagnostics, shownWarnings } from '../print-diagnostics.js'
import { shellWord } from '../printable.js'
import { createProgress } from '../progress.js'
import type { Terminal } from '../terminal.js'

export type CheckFormat = 'text' | 'json' | 'github'

export interface CheckFlags {
  readonly contract?: string
  readonly root?: string
  readonly remote?: RemoteAccess
  /** Overlays, in the order in which they are applied. */
  readonly overlay?: readonly string[]
  /** Path of a mockgen.json. Default: the project's own. */
  readonly config?: string
  readonly runtime?: string
  readonly format: CheckFormat
  /** Prints every line of every difference. */
  readonly full?: boolean
  /** Prints every change of the contract instead of the lines that differ. */
  readonly changes?: boolean
}

/** Checks the project in `dir`. Exit code 0 when it is fresh, 1 when it is not. */
export async function checkProject(dir: string, flags: CheckFlags, terminal: Terminal): Promise<number> {
  requireProject(dir)
  const { overlay = [], format, full = false, changes = false, ...others } = flags
  const config = flags.config ?? configOf(dir)
  const contract = flags.contract ?? contractOf(dir, config)
  const options = {
    ...others,
    contract,
    output: dir,
    overlays: overlay,
    check: checkFilling,
    ...(config !== undefined && { config }),
  }
  if (format === 'json') {
    let isFresh = true
    const code = await printJson(async () => {
      const report = await check(options)
      isFresh = report.fresh
      return { ...report, ok: isFresh }
    }, terminal.out)
    return code === 0 && !isFresh ? 1 : code
  }
  const report = await check({
    ...options,
    onProgress: createProgress(terminal.err, { write: 'compare the files' }),
  })
  printDiagnostics(terminal.err, report.warnings, { contract, limit: shownWarnings })
  if (format === 'github') annotate(report, dir, terminal)
  printCheck(report, { dir, full, changes }, terminal.out)
  return report.fresh ? 0 : 1
}

function annotate(report: CheckReport, dir: string, { out }: Terminal): void {
  const folder = inWorkspace(dir)
  for (const command of annotateChanges(report, folder)) out.write(`${command}\n`)
  for (const difference of tellingDifferences(report)) out.write(`${annotateDrift(difference, folder)}\n`)
}

/** The folder from the top of the checkout, where GitHub looks for the files of annotations, whatever folder a step runs in. */
function inWorkspace(dir: string): string {
  const workspace = process.env.GITHUB_WORKSPACE ?? ''
  const way = workspace === '' ? '..' : relative(workspace, resolve(dir))
  return /^\.\.(?:[\\/]|$)/.test(way) || isAbsolute(way) ? dir : way
}

/** Throws a Failure where there is nothing to check, and names a folder that may have been meant. */
function requireProject(dir: string): void {
  if (existsSync(join(dir, ...manifestPath.split('/')))) return
  const meant = projectsIn(dir)[0]
  throw new Failure(1, `${dir} holds no project that mockgen wrote`, {
    remedy:
      meant === undefined ? 'mockgen generate openapi.yaml -o ./mock' : `mockgen check ${shellWord(meant)}`,
  })
}

/** Most folders that are looked into. */
const maxFolders = 200

function projectsIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
      .slice(0, maxFolders)
      .map((name) => join(dir, name))
      .filter((folder) => existsSync(join(folder, ...manifestPath.split('/'))))
      .sort()
  } catch {
    return []
  }
}

function configOf(dir: string): string | undefined {
  const path = join(dir, projectConfigName)
  return existsSync(path) ? path : undefined
}

function contractOf(dir: string, config: string | undefined): string {
  const contract = config === undefined ? undefined : configuredContract(config)
  if (contract !== undefined) return contract
  throw new Failure(1, `${join(dir, projectConfigName)} names no contract`, {
    remedy: 'Write "contract": "../openapi.yaml" into it, or name the contract with --contract.',
  })
}
