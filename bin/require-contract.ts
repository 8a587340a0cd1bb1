// The contract argument: what to say when it is missing or is not a file's path.
import { readdirSync } from 'node:fs'
import { Failure } from './failure.js'
import { shellWord } from './printable.js'

/** Names under which documents usually stand, best first. */
const usualNames = /^(openapi|swagger|api)\.(ya?ml|json)$/i

/** The argument itself. Throws a Failure of exit code 2 when there is none or when it is a URL. */
export function requireContract(contract: string | undefined, command: string): string {
  if (contract === undefined) {
    throw new Failure(2, `mockgen ${command} needs the path of an OpenAPI document`, {
      remedy: `mockgen ${command} ${shellWord(findContract('.') ?? 'openapi.yaml')}`,
    })
  }
  if (/^https?:\/\//i.test(contract)) {
    throw new Failure(2, `mockgen reads files and fetches nothing: ${contract} is a URL`, {
      remedy: `curl -fsSLo openapi.yaml ${shellWord(contract)} && mockgen ${command} openapi.yaml`,
    })
  }
  return contract
}

function findContract(folder: string): string | undefined {
  try {
    return readdirSync(folder).find((name) => usualNames.test(name))
  } catch {
    return undefined
  }
}
