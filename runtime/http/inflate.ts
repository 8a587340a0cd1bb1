// Undoes the Content-Encoding of a request's body (RFC 9110, section 8.4).
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { MockError } from '../errors.js'
import { bodyTooLarge } from './read-bytes.js'

type Decompress = (
  bytes: Buffer,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, result: Buffer) => void,
) => void

// "deflate" means the zlib format, but some clients send bare deflate data; a zlib header begins with method 8.
const inflateEither: Decompress = (bytes, options, done) => {
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8
  if (isZlib) inflate(bytes, options, done)
  else inflateRaw(bytes, options, done)
}

const decompressors: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflateEither],
  ['br', brotliDecompress],
])

/**
 * The body without its content coding. The limit holds for the result too: MOCK_BODY_TOO_LARGE as soon as it is passed.
 * MOCK_UNSUPPORTED_MEDIA_TYPE for any other coding or a chain of them, MOCK_BAD_REQUEST for damaged data.
 */
export function decompress(bytes: Buffer, coding: string, limitBytes: number): Promise<Buffer> {
  const name = coding.trim().toLowerCase()
  if (name === 'identity' || name === '') return Promise.resolve(bytes)
  const run = decompressors.get(name)
  if (run === undefined) return Promise.reject(unsupported(name))
  return new Promise((resolve, reject) => {
    run(bytes, { maxOutputLength: limitBytes }, (error, result) => {
      if (error === null) resolve(result)
      else reject(isTooLarge(error) ? bodyTooLarge(limitBytes) : damaged(name, error))
    })
  })
}

function isTooLarge(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}

function unsupported(coding: string): MockError {
  return new MockError('MOCK_UNSUPPORTED_MEDIA_TYPE', {
    detail: `the content coding ${JSON.stringify(coding)} is not supported; gzip, deflate and br are`,
    headers: { 'accept-encoding': 'gzip, deflate, br' },
  })
}

function damaged(coding: string, cause: Error): MockError {
  return new MockError('MOCK_BAD_REQUEST', {
    detail: `the body is not valid ${coding} data`,
    errors: [{ pointer: '/body', message: `must be ${coding} data`, keyword: 'content-encoding' }],
    cause,
  })
}
