// The floor: a bare node:http server that answers prepared bytes. Nothing a mock does can be faster than this.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** @type {Record<'get' | 'list' | 'post', { status: number, headers: Record<string, string>, body: string }>} */
const answers = JSON.parse(readFileSync(process.argv[2], 'utf8'))

const prepared = Object.fromEntries(
  Object.entries(answers).map(([name, { status, headers, body }]) => [
    name,
    { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body },
  ]),
)

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      // The body is read as text, as any server that looks at it must.
      Buffer.concat(chunks).toString('utf8')
      answer(response, prepared.post)
    })
    return
  }
  answer(response, request.url.includes('?') ? prepared.list : prepared.get)
})

function answer(response, { status, headers, body }) {
  response.writeHead(status, headers)
  response.end(body)
}

server.listen(Number(process.env.PORT), '127.0.0.1')
