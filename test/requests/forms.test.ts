// Forms as the contract's Encoding Objects describe them, through HTTP: what arrives is what was meant, or is refused.
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { answering, ask, mockOf } from './support.js'

const strings = { type: 'array', items: { type: 'string' } }
const numbers = { type: 'array', items: { type: 'integer' } }
const color = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } }
const urlencoded = 'application/x-www-form-urlencoded'

/** What a mock keeps of a form: the record is what the form meant. */
async function keeping(mediaType: string, properties: JsonObject, encoding: JsonObject = {}) {
  const schema = { type: 'object', properties: { id: { type: 'string' }, ...properties } }
  const answer = { description: '', content: { 'application/json': { schema } } }
  const mock = await mockOf({
    paths: {
      '/things': {
        post: {
          operationId: 'createThing',
          requestBody: { required: true, content: { [mediaType]: { schema, encoding } } },
          responses: { 200: answer },
        },
        get: {
          responses: {
            200: {
              description: '',
              content: { 'application/json': { schema: { type: 'array', items: schema } } },
            },
          },
        },
      },
      '/things/{id}': {
        get: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: answer },
        },
      },
    },
  })
  return async (body: string | FormData | Buffer, contentType?: string) => {
    const headers = contentType === undefined ? undefined : { 'content-type': contentType }
    const kept = await ask(mock, '/things', { method: 'POST', body, ...(headers && { headers }) })
    return typeof kept === 'object' && kept !== null && 'id' in kept ? { ...kept, id: undefined } : kept
  }
}

describe('a urlencoded form', () => {
  const style = (name: string, explode: boolean) => ({ style: name, explode })
  it.each<[string, { schema: JsonObject; encoding: JsonObject; form: string; want: Json }]>([
    ['form, exploded', { schema: numbers, encoding: style('form', true), form: 'p=1&p=2', want: [1, 2] }],
    [
      'form, together',
      { schema: strings, encoding: style('form', false), form: 'p=a,b%2Cc,d+e', want: ['a', 'b,c', 'd e'] },
    ],
    [
      'separated by spaces',
      { schema: strings, encoding: style('spaceDelimited', false), form: 'p=a%20b+c', want: ['a', 'b', 'c'] },
    ],
    [
      'separated by pipes',
      { schema: strings, encoding: style('pipeDelimited', false), form: 'p=a|b%7Cc', want: ['a', 'b|c'] },
    ],
    [
      'an object, together',
      { schema: color, encoding: style('form', false), form: 'p=R,1,G,2', want: { R: 1, G: 2 } },
    ],
    [
      'an object, exploded',
      { schema: color, encoding: style('form', true), form: 'R=1&G=2', want: { R: 1, G: 2 } },
    ],
    [
      'a deep object',
      { schema: color, encoding: style('deepObject', true), form: 'p[R]=1&p%5BG%5D=2', want: { R: 1, G: 2 } },
    ],
    [
      'brackets although the style is another',
      { schema: color, encoding: style('form', true), form: 'p[R]=1&p[G]=2', want: { R: 1, G: 2 } },
    ],
    [
      'JSON although the style is another',
      { schema: color, encoding: style('form', false), form: 'p=%7B%22R%22:1%7D', want: { R: 1 } },
    ],
    [
      'JSON by its content type',
      {
        schema: { items: { type: 'integer' } },
        encoding: { contentType: 'application/json' },
        form: 'p=%5B1,2%5D',
        want: [1, 2],
      },
    ],
    [
      'text that only looks like JSON',
      { schema: { type: 'string' }, encoding: { contentType: 'text/plain' }, form: 'p=%5B1%5D', want: '[1]' },
    ],
    [
      'a number among styled properties',
      { schema: { type: 'integer' }, encoding: style('form', true), form: 'p=5', want: 5 },
    ],
  ])('has %s', async (_, { schema, encoding, form, want }) => {
    const send = await keeping(urlencoded, { p: schema, q: { type: 'integer' } }, { p: encoding })
    expect(await send(`q=7&${form}`, urlencoded)).toEqual({ p: want, q: 7 })
  })

  it('nests as payment services send it', async () => {
    const item = { type: 'object', properties: { price: { type: 'integer' }, tags: strings } }
    const send = await keeping(urlencoded, {
      items: { type: 'array', items: item },
      card: {
        type: 'object',
        properties: { owner: { type: 'object', properties: { name: { type: 'string' } } } },
      },
      metadata: { type: 'object', additionalProperties: { type: 'string' } },
    })
    const form =
      'items[0][price]=2&items[0][tags][]=a&items[1][price]=3&card[owner][name]=A+B&metadata[__proto__]=x&metadata[5]=y'
    const want = {
      items: [{ price: 2, tags: ['a'] }, { price: 3 }],
      card: { owner: { name: 'A B' } },
    }
    const kept = await send(form, urlencoded)
    expect(kept).toMatchObject(want)
    const [metadata] = typeof kept === 'object' && kept !== null && 'metadata' in kept ? [kept.metadata] : []
    expect(JSON.stringify(metadata)).toBe('{"5":"y","__proto__":"x"}')
  })

  it('names what is wrong by its place in the value', async () => {
    const send = await keeping(urlencoded, { p: numbers, q: color }, { q: style('deepObject', true) })
    expect(await send('p[]=1&p[]=x&q[R]=y', urlencoded)).toEqual([400, '/body/p/1 type', '/body/q/R type'])
  })
})

describe('a multipart form', () => {
  const multipart = 'multipart/form-data'
  const file = { type: 'string', format: 'binary' }
  const png = new Blob([Buffer.from([137, 80, 78, 71])], { type: 'image/png' })

  it('has text, JSON and files, one or many', async () => {
    const send = await keeping(multipart, {
      name: { type: 'string' },
      meta: color,
      more: color,
      count: { type: 'integer' },
      files: { type: 'array', items: file },
    })
    const form = new FormData()
    form.append('name', 'a')
    form.append('meta', new Blob(['{"R":1}'], { type: 'application/json' }))
    form.append('more', '{"R":2}')
    form.append('count', '3')
    form.append('files', png, '../../etc/passwd')
    expect(await send(form)).toEqual({
      name: 'a',
      meta: { R: 1 },
      more: { R: 2 },
      count: 3,
      files: ['iVBORw=='],
    })
  })

  it('holds parts to the media types of their encoding', async () => {
    const encoding = {
      picture: { contentType: 'image/png, image/jpeg' },
      meta: { contentType: 'application/json' },
    }
    const send = await keeping(
      multipart,
      {
        name: { type: 'string' },
        picture: { type: 'array', items: file },
        meta: { additionalProperties: true },
      },
      encoding,
    )
    const form = (type: string) => {
      const made = new FormData()
      made.append('name', 'a')
      made.append('picture', new Blob(['x'], { type }), 'x')
      made.append('meta', '{"a":[1]}')
      return made
    }
    expect(await send(form('image/jpeg'))).toEqual({ name: 'a', picture: ['eA=='], meta: { a: [1] } })
    expect(await send(form('image/gif'))).toEqual([400, '/body/picture contentType'])
  })

  it('reads parts in the style of their encoding', async () => {
    const encoding = { p: { style: 'pipeDelimited', explode: false }, q: { style: 'form', explode: false } }
    const send = await keeping(multipart, { p: strings, q: strings }, encoding)
    const form = new FormData()
    form.append('p', 'a|b%7C+c')
    form.append('q', 'a,b')
    expect(await send(form)).toEqual({ p: ['a', 'b%7C+c'], q: ['a', 'b'] })
  })
})

describe('the parts of a multipart form', () => {
  const multipart = 'multipart/form-data'
  const hash = { required: true, schema: { type: 'string', pattern: '^[0-9a-f]{4}$' } }
  const encoding = {
    photo: { headers: { 'X-Hash': hash, 'X-Pages': { schema: { type: 'integer', minimum: 1 } } } },
    note: { headers: { 'Content-Type': hash, 'X-Note': { schema: { type: 'string' } } } },
  }
  const photos = { type: 'array', items: { type: 'string' } }
  const part = (name: string, headers: string, text: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n${headers}\r\n${text}\r\n`
  const body = (...parts: readonly string[]) => `${parts.join('')}--b--\r\n`

  it.each<[string, { given: string; want: Json }]>([
    [
      'with the headers that they must have',
      { given: part('photo', 'X-Hash: 00ff\r\nX-Pages: 2\r\n', 'p'), want: { photo: ['p'] } },
    ],
    ['without one', { given: part('photo', '', 'p'), want: [400, '/body/photo/headers/x-hash required'] }],
    [
      'with one that its schema refuses',
      {
        given: part('photo', 'x-hash: zz\r\nX-PAGES: 0\r\n', 'p'),
        want: [400, '/body/photo/headers/x-hash pattern', '/body/photo/headers/x-pages minimum'],
      },
    ],
    [
      'of which the second is wrong',
      {
        given: part('photo', 'X-Hash: 00ff\r\n', 'p') + part('photo', 'X-Pages: x\r\nX-Hash: 1\r\n', 'q'),
        want: [400, '/body/photo/1/headers/x-hash pattern', '/body/photo/1/headers/x-pages type'],
      },
    ],
    ['that are not there', { given: part('note', '', 'n'), want: { note: 'n' } }],
    [
      'with the name of what objects inherit',
      { given: part('note', '__proto__: x\r\nconstructor: y\r\n', 'n'), want: { note: 'n' } },
    ],
  ])('%s', async (_, { given, want }) => {
    const send = await keeping(multipart, { photo: photos, note: { type: 'string' } }, encoding)
    expect(await send(body(given), `${multipart}; boundary=b`)).toEqual(want)
  })

  it('have headers in a urlencoded form of the same description only by their names', async () => {
    const send = await keeping(urlencoded, { photo: photos }, encoding)
    expect(await send('photo=p', urlencoded)).toEqual({ photo: ['p'] })
  })

  it('are refused when they are no form data, so that no head is taken for that of another part', async () => {
    const send = await keeping(multipart, { photo: photos, note: { type: 'string' } }, encoding)
    const other = '--b\r\nContent-Disposition: attachment; name="photo"\r\nX-Hash: 00ff\r\n\r\np\r\n'
    expect(await send(body(other, part('photo', '', 'p')), `${multipart}; boundary=b`)).toEqual([
      400,
      '/body form',
    ])
  })

  it('are refused as well when they are large, and when they are many', async () => {
    const send = await keeping(multipart, { note: { type: 'string' } }, encoding)
    // More than a stream holds, and nobody reads them.
    const large = `--b\r\nContent-Type: text/plain\r\n\r\n${'x'.repeat(100_000)}\r\n`
    const many = [...new Array<string>(1001).keys()].map((at) => part(`n${at}`, '', ''))
    for (const given of [body(large), body(large, part('note', '', 'n')), body(...many)])
      expect(await send(given, `${multipart}; boundary=b`)).toEqual([400, '/body form'])
  })

  it('are sent with their headers by samples', async () => {
    const schema = { type: 'object', required: ['photo'], properties: { photo: photos } }
    const content = { [multipart]: { schema, encoding } }
    const post = answering('upload', { requestBody: { required: true, content } })
    const mock = await mockOf({ paths: { '/photos': { post } } })
    expect(mock.sample('upload').partHeaders).toEqual({
      photo: { 'x-hash': expect.stringMatching(/^[0-9a-f]{4}$/) },
    })
    expect((await mock.send('upload')).status).toBe(200)
  })
})

describe('a body of another kind', () => {
  const thing = { type: 'object', properties: { a: { type: 'integer' } } }
  const taking = (content: JsonObject, required = true) =>
    mockOf({
      paths: {
        '/x': {
          post: {
            operationId: 'x',
            requestBody: { required, content },
            responses: { 204: { description: '' } },
          },
        },
      },
    })
  const post = (contentType: string, body: string | Buffer): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  })

  it.each<[string, { content: JsonObject; given: RequestInit; want: Json }]>([
    [
      'XML beside JSON is refused',
      {
        content: { 'application/xml': { schema: thing }, 'application/json': { schema: thing } },
        given: post('application/xml', '<a/>'),
        want: [415],
      },
    ],
    [
      'XML alone that is a value is refused',
      { content: { 'text/xml': { schema: thing } }, given: post('text/xml', '<a/>'), want: [415] },
    ],
    [
      'XML that is text is taken',
      {
        content: { 'application/xml': { schema: { type: 'string' } } },
        given: post('application/xml', '<a/>'),
        want: [204],
      },
    ],
    [
      'a vendor type is read as JSON',
      {
        content: { 'application/vnd.x.v2+json': { schema: thing } },
        given: post('application/vnd.x.v2+json', '{"a":"x"}'),
        want: [400, '/body/a type'],
      },
    ],
    [
      'versions are told apart by a parameter',
      {
        content: {
          'application/json; v=1': { schema: thing },
          'application/json; v=2': { schema: { type: 'string' } },
        },
        given: post('application/json; v=2', '"x"'),
        want: [204],
      },
    ],
    [
      'the most specific range wins',
      {
        content: {
          '*/*': { schema: { type: 'string', maxLength: 1 } },
          'image/*': { schema: { type: 'string' } },
        },
        given: post('image/png', Buffer.from([1, 2, 3])),
        want: [204],
      },
    ],
    [
      'text is held against its schema',
      {
        content: { 'text/plain': { schema: { type: 'string', maxLength: 3 } } },
        given: post('text/plain', 'abcd'),
        want: [400, '/body maxLength'],
      },
    ],
    [
      'text of another character set is decoded first',
      {
        content: { 'text/plain': { schema: { type: 'string', pattern: '^é$' } } },
        given: post('text/plain; charset=iso-8859-1', Buffer.from([0xe9])),
        want: [204],
      },
    ],
    [
      'bytes are taken as they are',
      {
        content: { 'application/octet-stream': {} },
        given: post('application/octet-stream', Buffer.from([0, 255])),
        want: [204],
      },
    ],
    [
      'multipart that is no form is taken as bytes',
      {
        content: { 'multipart/mixed': { schema: thing } },
        given: post('multipart/mixed; boundary=x', '--x--'),
        want: [204],
      },
    ],
    [
      'an empty body where one is required',
      {
        content: { 'application/json': {} },
        given: post('application/json', ''),
        want: [400, '/body required'],
      },
    ],
    [
      'no body at all where one is required',
      { content: { 'application/json': {} }, given: { method: 'POST' }, want: [400, '/body required'] },
    ],
  ])('%s', async (_, { content, given, want }) => {
    expect(await ask(await taking(content), '/x', given)).toEqual(want)
  })

  it('an empty body where none is required', async () => {
    const mock = await taking({ 'application/json': { schema: thing } }, false)
    expect(await ask(mock, '/x', post('application/json', ''))).toEqual([204])
    expect(await ask(mock, '/x', { method: 'POST' })).toEqual([204])
  })

  it('XML is told what is taken instead', async () => {
    const mock = await taking({ 'application/xml': { schema: thing }, 'application/json': { schema: thing } })
    const reply = await fetch(`${mock.url}/x`, post('application/xml', '<a/>'))
    expect(reply.headers.get('accept')).toBe('application/json')
  })
})
