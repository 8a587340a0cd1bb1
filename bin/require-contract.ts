// The contract argument: where it comes from when it is left out, and what to say when it is not a file's path.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectConfigName } from '../generator/load/project-config/project-config-keys.js'
import { Failure } from './failure.js'
import { shellWord } from './printable.js'

/** Names under which documents usually stand, best first. */
const usualNames = /^(openapi|swagger|api)\.(ya?ml|json)$/i

/** The document to work on, and the `mockgen.json` that named it. */
export interface ChosenContract {
  readonly contract: string
  /** Undefined when the document was named on the command line. */
  readonly config: string | undefined
}

/**
 * The argument, or what the configuration names: the given one, else `mockgen.json` in the current folder. Throws a Failure of
 * exit code 2 when there is neither or when the argument is a URL that this command does not take, DiagnosticError when the configuration is wrong.
 */
export async function requireContract(
  argument: string | undefined,
  command: string,
  config: string | undefined,
): Promise<ChosenContract> {
  const chosen = argument === undefined ? await readConfigured(config) : { contract: argument, config }
  if (chosen === undefined) {
    throw new Failure(2, `mockgen ${command} needs the path of an OpenAPI document`, {
      remedy: `mockgen ${command} ${shellWord(findContract('.') ?? 'openapi.yaml')}`,
    })
  }
  const { contract } = chosen
  // What a project has pinned is read by every command; only generate pins.
  if (argument !== undefined && command !== 'generate' && /^https?:\/\//i.test(contract)) {
    throw new Failure(2, `mockgen ${command} fetches no document: ${contract} is a URL`, {
      remedy: `curl -fsSLo openapi.yaml ${shellWord(contract)} && mockgen ${command} openapi.yaml`,
    })
  }
  return chosen
}

async function readConfigured(named: string | undefined): Promise<ChosenContract | undefined> {
  const config = named ?? (existsSync(projectConfigName) ? projectConfigName : undefined)
  if (config === undefined) return undefined
  const { configuredContract } = await import('../generator/load/project-config/project-config.js')
  const contract = configuredContract(config)
  return contract === undefined ? undefined : { contract, config }
}

function findContract(folder: string): string | undefined {
  try {
    return readdirSync(folder).find((name) => usualNames.test(name))
  } catch {
    return undefined
  }
}

/** The `mockgen.json` of a project that was generated from this URL before, and has pinned it; undefined for every other. */
export async function projectConfigOf(output: string, contract: string): Promise<string | undefined> {
  const config = join(output, projectConfigName)
  if (!/^https?:\/\//i.test(contract) || !existsSync(config)) return undefined
  const { configuredContract } = await import('../generator/load/project-config/project-config.js')
  return configuredContract(config) === contract ? config : undefined
}
