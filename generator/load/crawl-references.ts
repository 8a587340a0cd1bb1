// The door to swagger-parser: finds every file that a document refers to, directly or through other files.
import type { Json } from '@mockgen/runtime'
import { systemCode } from './read-text.js'

/**
 * Calls `read` once for each file that some `$ref` names, with the reference's part before `#` and the path of the file in
 * which it stands; what `read` answers is crawled in its turn. The library opens no file and no connection of its own.
 */
export async function crawlReferences(
  path: string,
  value: Json,
  read: (reference: string, from: string) => Json,
): Promise<void> {
  // Imported when a document has several files, which most have not: it takes 80 ms.
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser')
  // The library would check version and shape of an OpenAPI document, but without places. It is shown what it may crawl.
  const crawled = { openapi: '3.0.3', info: { title: '', version: '' }, paths: {}, 'x-crawled': value }
  const contents = {
    order: 1,
    canRead: true,
    read: (file: FileInfo) => ({ 'x-crawled': read(file.reference ?? '', toPath(file.baseUrl ?? '')) }),
  }
  const parse = { order: 1, allowEmpty: true, canParse: true, parse: (file: FileInfo) => file.data }
  try {
    await SwaggerParser.resolve(path, crawled, {
      resolve: { file: false, http: false, contents },
      parse: { json: false, yaml: false, text: false, binary: false, contents: parse },
    })
  } catch (problem) {
    // The library gives up at a reference that is no URL at all. The bundler refuses that reference with its place, and reads
    // by itself what was not reached.
    if (systemCode(problem) !== 'ERR_INVALID_URL') throw problem
  }
}

/** What the library tells a resolver or a parser about a file. */
interface FileInfo {
  readonly reference?: string
  readonly baseUrl?: string
  readonly data: unknown
}

// The library writes paths like URLs and adds the place of the reference as a fragment.
function toPath(url: string): string {
  return decodeURIComponent(url.replace(/#.*$/s, ''))
}
