// Real documents that nobody here wrote: from npm, and from a corpus folder beside the checkout where there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../architecture/source-files.js'

/** The corpus folder, or undefined. `MOCKGEN_CORPUS` names another than `../shared/corpus`. */
export const corpusFolder = [process.env.MOCKGEN_CORPUS, join(root, '../shared/corpus')].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'INDEX.md')),
)

export interface RealDocument {
  readonly name: string
  readonly file: string
  /** Folder that references may come from, where it is not the document's own. */
  readonly root?: string
}

/** Documents of several files of which some lie beside the entry's folder. */
const widerRoots = ['camara-geofencing', 'petstore-separate-oas20']

/** Documents of the dev dependencies: always there. */
export const npmDocuments: readonly RealDocument[] = [
  ...entryDocuments('readme', packageFolder('@readme/oas-examples')).filter(({ name }) =>
    name.endsWith('.json'),
  ),
  ...entryDocuments('galaxy', packageFolder('@scalar/galaxy')),
]

/** Documents of the corpus; empty without the corpus. */
export const corpusDocuments: readonly RealDocument[] =
  corpusFolder === undefined
    ? []
    : entryDocuments('corpus', corpusFolder).filter(({ name }) => !name.startsWith('corpus/invalid/'))

export const allDocuments: readonly RealDocument[] = [...npmDocuments, ...corpusDocuments]

/** The files below a folder that are OpenAPI documents of their own, and not parts of one. */
function entryDocuments(prefix: string, folder: string): readonly RealDocument[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ya?ml|json)$/.test(path) && isEntry(join(folder, path)))
    .sort()
    .map((path) => {
      const name = `${prefix}/${path.replaceAll('\\', '/')}`
      const file = join(folder, path)
      const isWide = widerRoots.some((part) => name.includes(`/${part}/`))
      return { name, file, ...(isWide && { root: dirname(dirname(file)) }) }
    })
}

function isEntry(file: string): boolean {
  return /^[{\s]*["']?(?:openapi|swagger)["']?\s*:/m.test(readFileSync(file, 'utf8'))
}

function packageFolder(name: string): string {
  return join(root, 'node_modules', name)
}
