// `.mockgen/fetched.json`: what a project was made from that came over the network, so that it can be made again without one.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../pointers.js'
import { openSource } from '../document-files.js'
import { error, refuse } from '../findings.js'

/** Path of the file in a project. */
export const keptDocumentsPath = '.mockgen/fetched.json'

/** Version of the form of the file. */
const keptVersion = 1

/** A document as it was fetched. */
export interface KeptDocument {
  /** The URL that was asked for, without a fragment. */
  readonly url: string
  /** Where it was at last, after redirects; references in it count from there. */
  readonly at: string
  readonly bytes: Uint8Array
}

/** By the URL that was asked for. */
export type KeptDocuments = ReadonlyMap<string, KeptDocument>

/** SHA-256 as in Subresource Integrity and in lock files of npm: `sha256-` and base64. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}

/** The file as JSON text: sorted by URL, without dates. What is not UTF-8 is kept in base64, so that each byte comes back. */
export function printKeptDocuments(documents: Iterable<KeptDocument>): string {
  const sorted = [...documents].sort((left, right) => (left.url < right.url ? -1 : 1))
  const printed = sorted.map(({ url, at, bytes }) => {
    const text = Buffer.from(bytes).toString()
    const isText = Buffer.from(text).equals(bytes)
    const content = isText ? { text } : { base64: Buffer.from(bytes).toString('base64') }
    return { url, ...(at !== url && { at }), integrity: integrityOf(bytes), ...content }
  })
  return `${JSON.stringify({ version: keptVersion, documents: printed }, null, 2)}\n`
}

/** What the project in a folder keeps; nothing when it has no such file. Throws DiagnosticError when that was changed by hand. */
export function openKeptDocuments(folder: string): KeptDocuments {
  const path = join(folder, ...keptDocumentsPath.split('/'))
  if (!existsSync(path)) return new Map()
  const { value } = openSource(path)
  const documents = isObject(value) && value.version === keptVersion ? value.documents : undefined
  if (!Array.isArray(documents)) throw damaged(path, 'it has another form')
  return new Map(documents.map((document) => [String(readUrl(document, path)), readDocument(document, path)]))
}

function readDocument(value: unknown, path: string): KeptDocument {
  const url = readUrl(value, path)
  const { at = url, integrity, text, base64 } = isObject(value) ? value : {}
  const bytes =
    typeof text === 'string'
      ? Buffer.from(text)
      : Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64')
  if (typeof at !== 'string' || !isHttp(at)) throw damaged(path, `${url} has no place`)
  if (integrityOf(bytes) !== integrity) throw damaged(path, `${url} is not what was fetched`)
  return { url, at, bytes }
}

function readUrl(value: unknown, path: string): string {
  const url = isObject(value) ? value.url : undefined
  if (typeof url !== 'string' || !isHttp(url)) throw damaged(path, 'a document has no URL')
  return url
}

function isHttp(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

function damaged(path: string, reason: string) {
  const remedy = 'Restore it from version control, or remove it and run mockgen generate --update-contract.'
  return refuse(error('MOCKGEN_CONTRACT_PIN', `${path} was changed by hand: ${reason}`, remedy), path)
}
