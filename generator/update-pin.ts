// What `--update-contract` changes in a project's `mockgen.json`: the hash of the contract, and nothing else.
import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { error, refuse } from './load/findings.js'
import type { Annotations } from './load/load-document.js'
import { pinContract } from './load/project-config/pin-contract.js'
import { projectConfigName } from './load/project-config/project-config-keys.js'
import type { Change } from './write/apply-changes.js'

/**
 * The edit that pins what was fetched, as a change of the project in `output`; none when it is pinned already, when the contract
 * is a file, or when the project's configuration is yet to be written. Throws DiagnosticError MOCKGEN_CONFIG when the hash
 * stands in a file of another folder.
 */
export function updatePin({ config, contractHash }: Annotations, output: string): readonly Change[] {
  if (config === undefined || contractHash === undefined || config.contractHash === contractHash) return []
  const { source } = config
  const before = readFileSync(source.path)
  const [, mark = '', text = ''] = /^(\uFEFF?)(.*)$/s.exec(before.toString()) ?? []
  const isOwn = realFolder(output) === dirname(source.path) && basename(source.path) === projectConfigName
  // Text in another encoding than UTF-8 is not what was read.
  if (!isOwn || text !== source.text) {
    const remedy = `Name the ${projectConfigName} of the project with --config, or write "contractHash": "${contractHash}" here.`
    throw refuse(
      error('MOCKGEN_CONFIG', `${source.name} is not the configuration of the project`, remedy),
      source.name,
    )
  }
  return [{ path: projectConfigName, before, bytes: Buffer.from(mark + pinContract(text, contractHash)) }]
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    // It is yet to be made.
    return resolve(folder)
  }
}
