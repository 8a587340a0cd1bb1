// References to the network: what the option allows, and everything a server could try.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { isPublicAddress } from '../../generator/load/remote/public-address.js'
import { findUrlProblem, parseHost, type RemoteAccess } from '../../generator/load/remote/remote-access.js'
import { diagnosticsOf, folderWith, summaryOf, yaml } from './folder.js'

interface Site {
  readonly host: string
  readonly requested: readonly string[]
}

/** A server on the loopback interface, and what it was asked for. */
async function siteOf(answer: RequestListener): Promise<Site> {
  const requested: string[] = []
  const server: Server = createServer((request, response) => {
    requested.push(request.url ?? '')
    answer(request, response)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requested }
}

/** A site with these files. */
function filesAt(files: Readonly<Record<string, string | Uint8Array>>): Promise<Site> {
  return siteOf((request, response) => {
    const content = files[request.url ?? '']
    response.writeHead(content === undefined ? 404 : 200).end(content)
  })
}

const answering = (reference: string) =>
  yaml(
    `/pets:
  get:
    operationId: listPets
    responses:
      '200':
        description: ok
        content: { application/json: { schema: { $ref: "${reference}" } } }`,
  )

const place = 'api.yaml:10:58'

function load(reference: string, remote?: RemoteAccess, more: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ 'api.yaml': answering(reference), ...more })
  return loadDocument(join(folder, 'api.yaml'), remote === undefined ? {} : { remote })
}

describe('references to the network', () => {
  it('are fetched from a host that is named, with what they refer to', async () => {
    const site = await filesAt({
      '/a/pet.yaml': 'type: object\nproperties: { owner: { $ref: "../owner.json#/Owner" } }\n',
      '/owner.json': '{ "Owner": { "type": "object", "properties": { "pet": { "$ref": "a/pet.yaml" } } } }',
    })
    const { document } = await load(`http://${site.host}/a/pet.yaml`, { hosts: [site.host] })
    expect(document.document.components).toEqual({
      schemas: {
        pet: { type: 'object', properties: { owner: { $ref: '#/components/schemas/Owner' } } },
        Owner: { type: 'object', properties: { pet: { $ref: '#/components/schemas/pet' } } },
      },
    })
    expect([...site.requested].sort()).toEqual(['/a/pet.yaml', '/owner.json'])
    expect(document.locate('/components/schemas/pet/type')).toEqual({
      file: `http://${site.host}/a/pet.yaml`,
      line: 1,
      column: 7,
    })
  })

  it('are fetched for a host without a port on any port, and follow redirects', async () => {
    const site = await siteOf((request, response) => {
      if (request.url === '/old.yaml') response.writeHead(302, { location: '/new/pet.yaml' }).end()
      else if (request.url === '/new/pet.yaml') response.end('properties: { a: { $ref: a.yaml } }')
      else response.writeHead(request.url === '/new/a.yaml' ? 200 : 404).end('type: string')
    })
    const loading = load(`http://${site.host}/old.yaml`, { hosts: ['127.0.0.1'] })
    expect(await summaryOf(loading)).toEqual([])
    expect(site.requested).toEqual(['/old.yaml', '/new/pet.yaml', '/new/a.yaml'])
  })

  it('are not fetched for examples, and not without the option, whose name is told', async () => {
    const site = await filesAt({ '/pet.yaml': 'type: string\n' })
    const url = `http://${site.host}/pet.yaml`
    const found = await diagnosticsOf(load(url))
    expect(found.map(({ code }) => code)).toEqual(['MOCKGEN_REF_REMOTE'])
    expect(found[0]?.remedy).toContain('--allow-remote-refs')
    expect(await summaryOf(load(url))).toEqual([`MOCKGEN_REF_REMOTE ${place}`])
    const example = { 'own.yaml': `type: object\nexample: { $ref: "${url}" }\n` }
    expect(await summaryOf(load('own.yaml', { hosts: [site.host] }, example))).toEqual([])
    expect(site.requested).toEqual([])
  })

  it('tell the place of a mistake in what was fetched', async () => {
    const site = await filesAt({
      '/pet.yaml': 'type: object\nproperties:\n  a: { type: text }\n',
      '/b.yaml': 'a: "b',
    })
    expect(await summaryOf(load(`http://${site.host}/pet.yaml`, { hosts: [site.host] }))).toEqual([
      'MOCKGEN_SCHEMA pet.yaml:3:14',
    ])
    expect(await summaryOf(load(`http://${site.host}/b.yaml`, { hosts: [site.host] }))).toEqual([
      'MOCKGEN_SYNTAX b.yaml:2:1',
    ])
  })

  it('read no file of this machine from what was fetched', async () => {
    const site = await filesAt({
      '/pet.yaml': 'allOf: [{ $ref: "file:///etc/hostname" }, { $ref: /etc/hostname }]\n',
    })
    expect(await summaryOf(load(`http://${site.host}/pet.yaml`, { hosts: [site.host] }))).toEqual([
      'MOCKGEN_REF_REMOTE pet.yaml:1:17',
      'MOCKGEN_REF_REMOTE pet.yaml:1:51',
    ])
  })
})

describe('what a server cannot do', () => {
  const endless: RequestListener = (_, response) => {
    const chunk = Buffer.alloc(1 << 20, 0x20)
    const more = () => {
      while (response.writable && response.write(chunk));
      if (response.writable) response.once('drain', more)
    }
    more()
  }

  it.each<[string, { given: RequestListener; want: string }]>([
    ['answer without end', { given: endless, want: '64 MiB' }],
    ['answer slowly', { given: (_, response) => response.writeHead(200).write('type:'), want: '10 seconds' }],
    [
      'redirect without end',
      { given: (_, response) => response.writeHead(301, { location: '/again' }).end(), want: '5 times' },
    ],
    [
      'redirect to another scheme',
      {
        given: (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
        want: 'no http',
      },
    ],
    [
      'redirect to nowhere',
      {
        given: (_, response) => response.writeHead(302, { location: 'http://[' }).end(),
        want: 'cannot be fetched',
      },
    ],
    [
      'answer with another status',
      { given: (_, response) => response.writeHead(500).end('{}'), want: '500' },
    ],
    [
      'send compressed data',
      {
        given: (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
        want: 'compressed',
      },
    ],
    ['hang up', { given: (request) => request.socket.destroy(), want: 'cannot be fetched' }],
  ])('%s', async (_, { given, want }) => {
    const site = await siteOf(given)
    const loading = load(`http://${site.host}/a.yaml`, { hosts: [site.host] })
    const found = await diagnosticsOf(loading)
    expect(found.map(({ code, message }) => [code, message.includes(want)])).toEqual([
      ['MOCKGEN_REF_REMOTE', true],
    ])
  })

  it('take all our time, by answering slowly or never', { timeout: 30_000 }, async () => {
    const slow = await siteOf((_, response) => response.writeHead(200).write('type:'))
    const silent = await siteOf(() => {})
    const found = await Promise.all(
      [slow, silent].map(({ host }) => diagnosticsOf(load(`http://${host}/a.yaml`, { hosts: [host] }))),
    )
    for (const [{ code, message } = { code: '', message: '' }] of found) {
      expect([code, message.includes('10 seconds')]).toEqual(['MOCKGEN_REF_REMOTE', true])
    }
  })

  it('redirect to this machine when only public hosts or others are allowed', async () => {
    const inside = await filesAt({ '/secret.yaml': 'type: string\n' })
    for (const location of [
      `http://${inside.host}/secret.yaml`,
      `http://localhost:${inside.host.split(':')[1]}/`,
    ]) {
      const outside = await siteOf((_, response) => response.writeHead(302, { location }).end())
      const remote = { anyPublic: true, hosts: [outside.host] }
      expect(await summaryOf(load(`http://${outside.host}/`, remote))).toEqual([
        `MOCKGEN_REF_REMOTE ${place}`,
      ])
      expect(outside.requested).toEqual(['/'])
    }
    expect(inside.requested).toEqual([])
  })

  it('make the loader fetch documents without end', { timeout: 60_000 }, async () => {
    const site = await siteOf((request, response) => {
      const number = Number(request.url?.slice(1))
      response.end(`properties: { a: { $ref: "/${2 * number}" }, b: { $ref: "/${2 * number + 1}" } }`)
    })
    const found = await diagnosticsOf(load(`http://${site.host}/1`, { hosts: [site.host] }))
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['MOCKGEN_LIMIT']))
    expect(site.requested.length).toBeLessThanOrEqual(500)
  })

  it('make the loader follow one document after the other without end', { timeout: 60_000 }, async () => {
    const site = await siteOf((request, response) => {
      response.end(`properties: { a: { $ref: "/${Number(request.url?.slice(1)) + 1}" } }`)
    })
    const found = await diagnosticsOf(load(`http://${site.host}/1`, { hosts: [site.host] }))
    expect(found.map(({ code, place }) => [code, place?.line])).toEqual([['MOCKGEN_LIMIT', 1]])
    expect(site.requested.length).toBeLessThanOrEqual(51)
  })
})

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0177.0.0.1',
    '0x7f000001',
    '2130706433',
    '0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[ff02::1]',
  ])('%s is not public, however it is written', (host) => {
    expect(findUrlProblem(new URL(`http://${host}/a.yaml`), { anyPublic: true })).toContain('not public')
  })

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00::1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each<[string, { given: string; access: RemoteAccess; want: boolean }]>([
    ['a public name', { given: 'https://example.com/a', access: { anyPublic: true }, want: true }],
    [
      'a name of the list',
      { given: 'https://EXAMPLE.com/a', access: { hosts: ['example.com'] }, want: true },
    ],
    [
      'its default port',
      { given: 'https://example.com/a', access: { hosts: ['Example.com:443'] }, want: true },
    ],
    ['an address of the list', { given: 'http://0x7f.1:80/a', access: { hosts: ['127.0.0.1'] }, want: true }],
    ['an IPv6 address of it', { given: 'http://[::1]:81/', access: { hosts: ['[0::1]:81'] }, want: true }],
    [
      'another port',
      { given: 'https://example.com:444/a', access: { hosts: ['example.com:443'] }, want: false },
    ],
    [
      'another name',
      { given: 'https://example.com.evil/a', access: { hosts: ['example.com'] }, want: false },
    ],
    ['credentials', { given: 'https://a:b@example.com/a', access: { hosts: ['example.com'] }, want: false }],
    ['another scheme', { given: 'ftp://example.com/a', access: { hosts: ['example.com'] }, want: false }],
  ])('%s', (_, { given, access, want }) => {
    expect(findUrlProblem(new URL(given), access) === undefined).toBe(want)
  })

  it.each(['', 'a b', 'http://a', 'a/b', 'a@b', 'a:b', '[::', 'a:123456'])('%j names no host', (given) => {
    expect(parseHost(given)).toBeUndefined()
  })
})
