// The contract of a mock from where it is, and the name that it gives to what the mock keeps.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shortHash } from './ids.js'
import { isObject, type JsonObject } from './json.js'
import type { Seeds } from './sandboxes/filling/seeds.js'
import { StartError } from './start-error.js'

/** The bundled contract. StartError MOCK_CONTRACT_UNREADABLE when the file holds none. */
export function readContract(contract: JsonObject | URL): JsonObject {
  if (!(contract instanceof URL)) return contract
  const document = parseFile(contract)
  if (isObject(document)) return document
  throw contractError(contract, 'holds no OpenAPI document')
}

/** The seeds that a document declares. StartError MOCK_CONTRACT_UNREADABLE when the file holds none. */
export function readSeeds(seeds: Seeds | URL = {}): Seeds {
  if (!(seeds instanceof URL)) return seeds
  const found = parseFile(seeds)
  if (!isObject(found)) throw contractError(seeds, 'holds no records by entity')
  return Object.fromEntries(
    Object.entries(found).map(([entity, records]) => {
      if (!Array.isArray(records) || !records.every(isObject))
        throw contractError(seeds, `holds no list of records for ${JSON.stringify(entity)}`)
      return [entity, records]
    }),
  )
}

function parseFile(file: URL): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const found = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read'
    throw contractError(file, found, cause)
  }
}

function contractError(file: URL, found: string, cause?: unknown): StartError {
  const remedy = 'Generate the project again, or restore the file.'
  return new StartError(
    'MOCK_CONTRACT_UNREADABLE',
    `The contract ${fileURLToPath(file)} ${found}. ${remedy}`,
    { cause },
  )
}

/**
 * The name of a mock in its store, which several mocks may share: its title in lower case. Where that is not the whole
 * title, a hash of the title follows, so that two titles never give one name.
 */
export function namespaceOf({ info }: JsonObject): string {
  const title = isObject(info) && typeof info.title === 'string' ? info.title : ''
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-|-$/g, '')
  if (slug === title && slug !== '') return slug
  return [...(slug === '' ? ['mock'] : [slug]), shortHash(title)].join('-')
}
